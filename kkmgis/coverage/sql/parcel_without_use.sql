-- No use of its own in the year, and no building on it that tells one (C3).
SELECT p.code AS key, 'error' AS severity, 'parcel' AS subject_kind,
       p.id AS subject_id, p.code AS subject_code, p.id AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('area_wa', p.area_wa,
           'last_year_be', (SELECT max(u.to_year_be) FROM register.property_use u
                            WHERE u.parcel_id = p.id
                              AND u.to_year_be < %(year)s::int))) AS evidence,
       '{}'::jsonb AS facts, p.geom
FROM coverage_parcel f JOIN register.parcel p ON p.id = f.parcel_id
WHERE NOT f.used AND NOT f.common
