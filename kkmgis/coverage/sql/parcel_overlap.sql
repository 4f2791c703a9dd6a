-- Pairs of current parcels whose common ground is more than a small part of the
-- smaller one. Boxes alone rule most neighbours out before any geometry. A parcel of
-- very many corners (a street net, a river) is taken in pieces: else each of its
-- thousands of neighbours would have to look at all of it. Its stored size tells it
-- without unpacking it.
WITH big AS MATERIALIZED (
    SELECT p.id, p.code, ST_Area(p.geom) AS m2, p.geom FROM register.parcel p
    WHERE p.status = 'current' AND pg_column_size(p.geom) > %(big_bytes)s::int
), piece AS MATERIALIZED (
    SELECT b.id, b.code, b.m2, ST_Subdivide(b.geom, 128) AS geom FROM big b
), candidate AS (
    SELECT a.id AS a_id, a.code AS a_code, s.a_m2, a.geom AS a_geom,
           b.id AS b_id, b.code AS b_code, s.b_m2, b.geom AS b_geom
    FROM register.parcel a
    JOIN register.parcel b ON a.geom && b.geom AND a.id < b.id
    CROSS JOIN LATERAL (SELECT ST_Area(a.geom), ST_Area(b.geom)) AS s(a_m2, b_m2)
    WHERE a.status = 'current' AND pg_column_size(a.geom) <= %(big_bytes)s::int
      AND b.status = 'current' AND pg_column_size(b.geom) <= %(big_bytes)s::int
      AND (least(ST_XMax(a.geom), ST_XMax(b.geom))
               - greatest(ST_XMin(a.geom), ST_XMin(b.geom)))
        * (least(ST_YMax(a.geom), ST_YMax(b.geom))
               - greatest(ST_YMin(a.geom), ST_YMin(b.geom)))
        > %(overlap_share)s::float8 * least(s.a_m2, s.b_m2)
    UNION ALL
    SELECT a.id, a.code, a.m2, a.geom, b.id, b.code, ST_Area(b.geom), b.geom
    FROM piece a
    JOIN register.parcel b ON a.geom && b.geom
    WHERE b.status = 'current' AND pg_column_size(b.geom) <= %(big_bytes)s::int
    UNION ALL
    SELECT a.id, a.code, a.m2, a.geom, b.id, b.code, b.m2, b.geom
    FROM piece a JOIN piece b ON a.geom && b.geom AND a.id < b.id
), common AS MATERIALIZED (
    SELECT c.a_id, c.a_code, c.a_m2, c.b_id, c.b_code, c.b_m2,
           ST_CollectionExtract(ST_Intersection(c.a_geom, c.b_geom), 3) AS geom
    FROM candidate c
), pair AS (
    SELECT c.a_id, c.a_code, c.a_m2, c.b_id, c.b_code, c.b_m2,
           sum(ST_Area(c.geom)) AS m2, ST_Union(c.geom) AS geom
    FROM common c WHERE NOT ST_IsEmpty(c.geom)
    GROUP BY c.a_id, c.a_code, c.a_m2, c.b_id, c.b_code, c.b_m2
), measured AS (
    SELECT least(p.a_code COLLATE "C", p.b_code COLLATE "C") AS first_code,
           greatest(p.a_code COLLATE "C", p.b_code COLLATE "C") AS last_code,
           -- Of two equal ones, to the square centimetre, the first by code.
           CASE WHEN round(p.a_m2::numeric, 4) < round(p.b_m2::numeric, 4)
                    OR round(p.a_m2::numeric, 4) = round(p.b_m2::numeric, 4)
                       AND p.a_code COLLATE "C" < p.b_code COLLATE "C"
                THEN p.a_id ELSE p.b_id END AS smaller_id,
           p.m2, p.m2 / least(p.a_m2, p.b_m2) AS share, p.geom
    FROM pair p
)
SELECT m.first_code || '|' || m.last_code AS key,
       CASE WHEN m.share > %(overlap_error_share)s::float8 THEN 'error'
            ELSE 'warning' END AS severity,
       'parcel' AS subject_kind, s.id AS subject_id, s.code AS subject_code,
       s.id AS parcel_id,
       jsonb_build_object('parcels', jsonb_build_array(m.first_code, m.last_code),
           'area_m2', round(m.m2::numeric, 2), 'area_wa', round((m.m2 / 4)::numeric, 2),
           'share_pct', round((m.share * 100)::numeric, 2)) AS evidence,
       jsonb_build_object('area', round((m.m2 * 2500)::numeric)) AS facts, m.geom
FROM measured m JOIN register.parcel s ON s.id = m.smaller_id
WHERE m.share > %(overlap_share)s::float8
