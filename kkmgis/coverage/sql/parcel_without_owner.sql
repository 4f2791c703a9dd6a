-- Nobody owned or possessed the parcel on 1 January (s.9). The ground of a
-- condominium is common property and has no owner of its own.
SELECT p.code AS key, 'error' AS severity, 'parcel' AS subject_kind,
       p.id AS subject_id, p.code AS subject_code, p.id AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('deed_no', p.deed_no, 'area_wa', p.area_wa,
           'buildings', nullif((SELECT count(*) FROM register.building d
                                WHERE d.parcel_id = p.id), 0))) AS evidence,
       '{}'::jsonb AS facts, p.geom
FROM coverage_parcel f JOIN register.parcel p ON p.id = f.parcel_id
WHERE NOT f.owned AND NOT f.common
