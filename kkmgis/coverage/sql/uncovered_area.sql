-- Ground inside blocks (inside the authority, cell by cell, where there are no
-- blocks) under neither parcel nor public area. Opening by a half width takes
-- strips and slivers out: what survives shrinking is grown back, but not beyond
-- the bare ground, as mitred corners would.
WITH known AS (
    SELECT EXISTS (SELECT FROM register.block) AS blocks,
           EXISTS (SELECT FROM register.public_area) AS public_areas
), width AS (
    SELECT CASE WHEN blocks OR public_areas THEN %(strip_half_width_m)s
                ELSE %(street_half_width_m)s END::float8 AS half FROM known
), ground AS (
    SELECT b.code, b.geom AS inside, b.geom AS searched FROM register.block b
    UNION ALL
    -- A cell is searched with a margin: opening looks no further than that.
    SELECT a.code, ST_Intersection(a.geom, c.geom),
           ST_Intersection(a.geom, ST_Expand(c.geom, 4 * w.half))
    FROM width w, register.authority a,
         ST_SquareGrid(%(cell_m)s::float8, a.geom) AS c(geom, i, j)
    WHERE NOT EXISTS (SELECT FROM register.block) AND ST_Intersects(a.geom, c.geom)
), occupied AS (
    SELECT g.code, g.inside, g.searched, o.geom
    FROM ground g CROSS JOIN LATERAL (
        SELECT ST_Union(q.geom) AS geom FROM (
            SELECT p.geom FROM register.parcel p
            WHERE p.status = 'current' AND p.geom && g.searched
            UNION ALL
            SELECT r.geom FROM register.public_area r WHERE r.geom && g.searched) q) o
), bare AS (
    SELECT o.code, o.inside,
           CASE WHEN o.geom IS NULL THEN o.searched
                ELSE ST_Difference(o.searched, o.geom) END AS geom
    FROM occupied o
), opened AS (
    SELECT b.code, ST_CollectionExtract(ST_Intersection(
               b.inside, ST_Intersection(b.geom, g.geom)), 3) AS geom
    FROM bare b, width w, LATERAL (SELECT ST_Buffer(
        ST_Buffer(b.geom, -w.half, 'join=mitre'), w.half, 'join=mitre')) AS g(geom)
    WHERE NOT ST_IsEmpty(g.geom)
), piece AS (
    SELECT o.code, ST_CollectionExtract(ST_MakeValid(
               ST_SnapToGrid(d.geom, 0.001)), 3) AS geom
    FROM (SELECT code, ST_Union(geom) AS geom FROM opened GROUP BY code) o,
         ST_Dump(o.geom) AS d
), measured AS (
    SELECT p.code, p.geom, ST_Area(p.geom) AS m2, ST_PointOnSurface(p.geom) AS inner_point
    FROM piece p WHERE ST_Area(p.geom) >= %(least_ground_m2)s::float8
)
SELECT m.code || '@' || floor(ST_X(m.inner_point))::bigint || ','
           || floor(ST_Y(m.inner_point))::bigint AS key,
       'warning' AS severity,
       CASE WHEN k.blocks THEN 'block' ELSE 'authority' END AS subject_kind,
       NULL::bigint AS subject_id, m.code AS subject_code, NULL::bigint AS parcel_id,
       jsonb_build_object('area_m2', round(m.m2::numeric, 1),
                          'area_wa', round((m.m2 / 4)::numeric, 1)) AS evidence,
       jsonb_build_object('area', round((m.m2 * 2500)::numeric), 'near', (
           SELECT jsonb_agg(n.id) FROM (
               SELECT p.id FROM register.parcel p WHERE p.status = 'current'
               ORDER BY p.geom <-> m.inner_point LIMIT %(neighbours)s::int) n)) AS facts,
       m.geom
FROM measured m, known k
