-- No stated value, and no price of the parcel, its deed key or its block.
SELECT p.code AS key, 'error' AS severity, 'parcel' AS subject_kind,
       p.id AS subject_id, p.code AS subject_code, p.id AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('area_wa', p.area_wa, 'block', b.code,
           'deed_key', nullif(concat_ws(' ', p.utm_map1, p.utm_map2, p.utm_map3,
                                        p.utm_map4, p.utm_scale, p.land_no), '')))
           AS evidence,
       '{}'::jsonb AS facts, p.geom
FROM coverage_parcel f JOIN register.parcel p ON p.id = f.parcel_id
LEFT JOIN register.block b ON b.id = p.block_id
WHERE NOT f.priced AND NOT f.common
