-- The deed's area is law, the map's is evidence: here they disagree.
SELECT p.code AS key,
       CASE WHEN abs(m.wa - p.area_wa) > %(area_error_share)s * p.area_wa THEN 'error'
            ELSE 'warning' END AS severity,
       'parcel' AS subject_kind, p.id AS subject_id, p.code AS subject_code,
       p.id AS parcel_id,
       jsonb_build_object('deed_wa', p.area_wa, 'map_wa', m.wa,
           'difference_wa', m.wa - p.area_wa,
           'difference_pct', round(100 * (m.wa - p.area_wa) / p.area_wa, 1)) AS evidence,
       jsonb_build_object('area', round(m.wa * 10000)) AS facts, p.geom
FROM register.parcel p
CROSS JOIN LATERAL (SELECT round((ST_Area(p.geom) / 4)::numeric, 2)) AS m(wa)
WHERE p.status = 'current'
  AND abs(m.wa - p.area_wa) > %(area_share)s * p.area_wa
  AND abs(m.wa - p.area_wa) > %(area_wa)s
