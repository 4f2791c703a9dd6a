-- Deeds of the land office's list that no current parcel has, by deed key or by
-- document number. Of a deed without a shape nobody knows where it lies: it counts
-- where the register has parcels on its sheet.
WITH parcel AS (
    SELECT p.deed_no, coalesce(p.doc_type, 'chanote') AS doc_type,
           concat_ws('|', coalesce(p.utm_map1, ''), coalesce(p.utm_map2, ''),
                     coalesce(p.utm_map3, ''), coalesce(p.utm_map4, ''),
                     coalesce(p.utm_scale, '')) AS sheet,
           coalesce(p.land_no, '') AS land_no
    FROM register.parcel p WHERE p.status = 'current'
), deed AS (
    SELECT d.*, concat_ws('|', coalesce(d.utm_map1, ''), coalesce(d.utm_map2, ''),
                          coalesce(d.utm_map3, ''), coalesce(d.utm_map4, ''),
                          coalesce(d.utm_scale, '')) AS sheet
    FROM register.deed d
), sheet AS (
    SELECT sheet, count(*) AS parcels FROM parcel WHERE sheet <> '||||' GROUP BY sheet
), price AS (
    SELECT DISTINCT ON (l.key) concat_ws('|', coalesce(l.utm_map1, ''),
               coalesce(l.utm_map2, ''), coalesce(l.utm_map3, ''),
               coalesce(l.utm_map4, ''), coalesce(l.utm_scale, '')) AS sheet,
           l.land_no, (l.price_baht_per_wa * 100)::bigint AS satang
    FROM register.land_price l
    WHERE l.utm_map1 IS NOT NULL AND l.from_year_be <= %(year)s::int
      AND (l.to_year_be IS NULL OR l.to_year_be >= %(year)s::int)
    ORDER BY l.key, l.from_year_be DESC
), typical AS (
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY area_wa) AS area
    FROM register.deed
)
SELECT d.key, CASE WHEN d.geom IS NULL THEN 'info' ELSE 'warning' END AS severity,
       'deed' AS subject_kind, d.id AS subject_id,
       coalesce(d.deed_no, d.land_no) AS subject_code, NULL::bigint AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('deed_no', d.deed_no,
           'doc_type', d.doc_type,
           'deed_key', nullif(replace(d.sheet, '|', ' ') || ' / ' || d.land_no, ''),
           'area_wa', d.area_wa, 'on_sheet', s.parcels, 'stands_on', (
               SELECT p.code FROM register.parcel p
               WHERE p.status = 'current' AND p.geom && d.geom
                 AND ST_Intersects(p.geom, ST_PointOnSurface(d.geom))
               ORDER BY p.code COLLATE "C" LIMIT 1))) AS evidence,
       jsonb_build_object('area', (coalesce(d.area_wa, t.area, 0) * 10000)::bigint,
                          'no_area', d.area_wa IS NULL,
                          'price', l.satang) AS facts, d.geom
FROM deed d CROSS JOIN typical t
LEFT JOIN sheet s ON s.sheet = d.sheet
LEFT JOIN price l ON l.sheet = d.sheet AND l.land_no = d.land_no
WHERE (d.geom IS NOT NULL OR s.sheet IS NOT NULL)
  AND NOT EXISTS (SELECT FROM parcel p WHERE p.sheet = d.sheet
                  AND p.land_no = d.land_no AND d.land_no <> '')
  AND NOT EXISTS (SELECT FROM parcel p WHERE p.deed_no = d.deed_no
                  AND p.doc_type = d.doc_type AND p.sheet IN ('||||', d.sheet))
