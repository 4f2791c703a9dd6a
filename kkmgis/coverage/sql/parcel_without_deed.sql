-- Parcels that should have a deed which the land office's list does not know: a key or
-- number was written wrong, or the deed was split, merged or cancelled since. Asked
-- only where the list speaks of the parcel's sheet, or of its kind of document.
WITH deed AS (
    SELECT d.doc_type, d.deed_no, d.land_no,
           concat_ws('|', coalesce(d.utm_map1, ''), coalesce(d.utm_map2, ''),
                     coalesce(d.utm_map3, ''), coalesce(d.utm_map4, ''),
                     coalesce(d.utm_scale, '')) AS sheet
    FROM register.deed d
), parcel AS (
    SELECT p.*, concat_ws('|', coalesce(p.utm_map1, ''), coalesce(p.utm_map2, ''),
                          coalesce(p.utm_map3, ''), coalesce(p.utm_map4, ''),
                          coalesce(p.utm_scale, '')) AS sheet
    FROM register.parcel p
    WHERE p.status = 'current'
      AND coalesce(p.doc_type, 'chanote') IN ('chanote', 'tra_jong', 'ns3k')
)
SELECT p.code AS key, 'warning' AS severity, 'parcel' AS subject_kind,
       p.id AS subject_id, p.code AS subject_code, p.id AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('deed_no', p.deed_no,
           'deed_key', CASE WHEN p.sheet <> '||||' THEN
               replace(p.sheet, '|', ' ') || ' / ' || coalesce(p.land_no, '–') END))
           AS evidence,
       '{}'::jsonb AS facts, p.geom
FROM parcel p
WHERE CASE WHEN p.sheet <> '||||'
           THEN p.sheet IN (SELECT sheet FROM deed)
           ELSE coalesce(p.doc_type, 'chanote') IN (
               SELECT doc_type FROM deed WHERE deed_no IS NOT NULL) END
  AND NOT EXISTS (SELECT FROM deed d WHERE d.sheet = p.sheet AND d.land_no = p.land_no
                  AND p.sheet <> '||||')
  AND NOT EXISTS (SELECT FROM deed d WHERE d.deed_no = p.deed_no
                  AND d.doc_type = coalesce(p.doc_type, 'chanote')
                  AND '||||' IN (p.sheet, d.sheet))
