-- Pairs of current parcels whose common ground is more than a small part of the
-- smaller one. The boxes alone rule most neighbours out before any geometry.
WITH sized AS (
    SELECT p.id, p.code COLLATE "C" AS code, p.geom, ST_Area(p.geom) AS m2
    FROM register.parcel p WHERE p.status = 'current'
), pair AS (
    SELECT a.id AS a_id, b.id AS b_id, a.code AS a_code, b.code AS b_code,
           a.geom AS a_geom, b.geom AS b_geom,
           least(a.m2, b.m2) AS smaller,
           -- Of two equal ones, to the square centimetre, the first by code.
           round(b.m2::numeric, 4) < round(a.m2::numeric, 4) AS second
    FROM register.parcel p
    JOIN register.parcel q ON p.geom && q.geom AND p.code COLLATE "C" < q.code COLLATE "C"
    JOIN sized a ON a.id = p.id
    JOIN sized b ON b.id = q.id
    WHERE (least(ST_XMax(a.geom), ST_XMax(b.geom))
               - greatest(ST_XMin(a.geom), ST_XMin(b.geom)))
        * (least(ST_YMax(a.geom), ST_YMax(b.geom))
               - greatest(ST_YMin(a.geom), ST_YMin(b.geom)))
        > %(overlap_share)s::float8 * least(a.m2, b.m2)
), common AS (
    SELECT pair.*, i.geom, ST_Area(i.geom) AS m2,
           ST_Area(i.geom) / pair.smaller AS share
    FROM pair CROSS JOIN LATERAL (
        SELECT ST_CollectionExtract(ST_Intersection(a_geom, b_geom), 3)) AS i(geom)
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
FROM common c
WHERE c.share > %(overlap_share)s::float8
