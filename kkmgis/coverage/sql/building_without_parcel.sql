-- Buildings that no current parcel carries in the register. Where the ground plan
-- lies on a parcel, the evidence names it: that is the mend.
SELECT d.code AS key, 'warning' AS severity, 'building' AS subject_kind,
       d.id AS subject_id, d.code AS subject_code, NULL::bigint AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('floor_area_m2', d.floor_area_m2,
           'type_code', d.type_code, 'stands_on', (
               SELECT n.code FROM register.parcel n
               WHERE n.status = 'current' AND n.geom && d.geom
                 AND ST_Intersects(n.geom, ST_PointOnSurface(d.geom))
               ORDER BY n.code COLLATE "C" LIMIT 1))) AS evidence,
       '{}'::jsonb AS facts, d.geom
FROM register.building d
LEFT JOIN register.parcel p ON p.id = d.parcel_id AND p.status = 'current'
WHERE p.id IS NULL AND NOT EXISTS (
    SELECT FROM register.building_parcel bp
    JOIN register.parcel q ON q.id = bp.parcel_id AND q.status = 'current'
    WHERE bp.building_id = d.id)
