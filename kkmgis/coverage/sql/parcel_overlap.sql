-- Pairs of current parcels whose common ground is more than a small part of the
-- smaller one. The boxes alone rule most neighbours out before any geometry.
WITH pair AS MATERIALIZED (
    SELECT a.id AS a_id, b.id AS b_id, a.code COLLATE "C" AS a_code,
           b.code COLLATE "C" AS b_code, a.geom AS a_geom, b.geom AS b_geom,
           s.a_m2, s.b_m2, least(s.a_m2, s.b_m2) AS smaller
    FROM register.parcel a
    JOIN register.parcel b ON a.geom && b.geom AND a.code COLLATE "C" < b.code COLLATE "C"
    CROSS JOIN LATERAL (SELECT ST_Area(a.geom), ST_Area(b.geom)) AS s(a_m2, b_m2)
    WHERE a.status = 'current' AND b.status = 'current'
      AND (least(ST_XMax(a.geom), ST_XMax(b.geom))
               - greatest(ST_XMin(a.geom), ST_XMin(b.geom)))
        * (least(ST_YMax(a.geom), ST_YMax(b.geom))
               - greatest(ST_YMin(a.geom), ST_YMin(b.geom)))
        > %(overlap_share)s::float8 * least(s.a_m2, s.b_m2)
), common AS MATERIALIZED (
    SELECT pair.*, ST_CollectionExtract(ST_Intersection(a_geom, b_geom), 3) AS geom
    FROM pair
), measured AS (
    SELECT c.*, m.m2, m.m2 / c.smaller AS share,
           -- Of two equal ones, to the square centimetre, the first by code.
           round(c.b_m2::numeric, 4) < round(c.a_m2::numeric, 4) AS second
    FROM common c CROSS JOIN LATERAL (SELECT ST_Area(c.geom)) AS m(m2)
)
SELECT c.a_code || '|' || c.b_code AS key,
       CASE WHEN c.share > %(overlap_error_share)s::float8 THEN 'error'
            ELSE 'warning' END AS severity,
       'parcel' AS subject_kind,
       CASE WHEN c.second THEN c.b_id ELSE c.a_id END AS subject_id,
       CASE WHEN c.second THEN c.b_code ELSE c.a_code END AS subject_code,
       CASE WHEN c.second THEN c.b_id ELSE c.a_id END AS parcel_id,
       jsonb_build_object('parcels', jsonb_build_array(c.a_code, c.b_code),
           'area_m2', round(c.m2::numeric, 2), 'area_wa', round((c.m2 / 4)::numeric, 2),
           'share_pct', round((c.share * 100)::numeric, 2)) AS evidence,
       jsonb_build_object('area', round((c.m2 * 2500)::numeric)) AS facts, c.geom
FROM measured c
WHERE c.share > %(overlap_share)s::float8
