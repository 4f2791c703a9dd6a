-- Permanent signs that stand in the year and are tied to neither parcel nor
-- building. Where the place lies on a parcel, the evidence names it.
SELECT s.code AS key, 'warning' AS severity, 'sign' AS subject_kind,
       s.id AS subject_id, s.code AS subject_code, NULL::bigint AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('business_name', s.business_name,
           'width_cm', s.width_cm, 'height_cm', s.height_cm, 'stands_on', (
               SELECT n.code FROM register.parcel n
               WHERE n.status = 'current' AND ST_Intersects(n.geom, s.geom)
               ORDER BY n.code COLLATE "C" LIMIT 1))) AS evidence,
       '{}'::jsonb AS facts, s.geom
FROM register.sign s
WHERE s.kind = 'permanent' AND nullif(btrim(s.exempt_under), '') IS NULL
  AND s.parcel_id IS NULL AND s.building_id IS NULL
  AND (s.removed_on IS NULL OR s.removed_on >= %(first)s::date)
  AND (s.installed_on IS NULL OR s.installed_on <= %(seen)s::date)
