-- Permanent signs that stand in the year, are not exempt, and have no line in the
-- run that counts; the reason is the run's own, or that the run is older.
SELECT s.code AS key, 'error' AS severity, 'sign' AS subject_kind,
       s.id AS subject_id, s.code AS subject_code,
       coalesce(s.parcel_id, d.parcel_id) AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('business_name', s.business_name,
           'width_cm', s.width_cm, 'height_cm', s.height_cm,
           'reasons', CASE WHEN a.reason IS NULL THEN jsonb_build_array('not_in_run')
                ELSE jsonb_build_array(a.reason)
                     || coalesce(a.details -> 'also', '[]'::jsonb) END)) AS evidence,
       '{}'::jsonb AS facts, coalesce(s.geom, d.geom, p.geom) AS geom
FROM register.sign s
LEFT JOIN register.building d ON d.id = s.building_id
LEFT JOIN register.parcel p ON p.id = coalesce(s.parcel_id, d.parcel_id)
LEFT JOIN tax.set_aside a
    ON a.run_id = %(sign_run)s::bigint AND a.kind = 'sign' AND a.object_id = s.id
WHERE s.kind = 'permanent' AND nullif(btrim(s.exempt_under), '') IS NULL
  AND (s.removed_on IS NULL OR s.removed_on >= %(first)s::date)
  AND (s.installed_on IS NULL OR s.installed_on <= %(seen)s::date)
  AND NOT EXISTS (SELECT FROM tax.line l WHERE l.run_id = %(sign_run)s::bigint
                  AND l.kind = 'sign' AND l.object_id = s.id)
