-- A footprint without a number of its source is the one of the same source whose
-- ground it mostly shares; else it is new and named after a point inside it.
ANALYZE incoming;

UPDATE incoming i SET code = m.code
FROM (
    SELECT DISTINCT ON (row_no) row_no, code FROM (
        SELECT DISTINCT ON (t.id) n.row_no, t.code, c.common
        FROM incoming n
        JOIN register.footprint t ON t.source = n.source AND t.geom && n.geom
        CROSS JOIN LATERAL (
            SELECT ST_Area(ST_Intersection(t.geom, n.geom)) AS common) c
        WHERE n.code IS NULL
          AND c.common * 2 > ST_Area(t.geom) + ST_Area(n.geom) - c.common
        ORDER BY t.id, c.common DESC, n.row_no) pairs
    ORDER BY row_no, common DESC, code) m
WHERE m.row_no = i.row_no;

UPDATE incoming SET code = format('X%sY%s', round(ST_X(p) * 10), round(ST_Y(p) * 10))
FROM (SELECT row_no AS n, ST_PointOnSurface(geom) AS p
      FROM incoming WHERE code IS NULL) made
WHERE made.n = row_no;

DROP TABLE IF EXISTS pg_temp.observed, pg_temp.observed_ground;

CREATE TEMP TABLE observed ON COMMIT DROP AS SELECT source, code FROM incoming;

CREATE TEMP TABLE observed_ground ON COMMIT DROP AS
SELECT source, ST_ConvexHull(ST_Collect(geom)) AS ground,
       coalesce(max(observed_on), current_date) AS day
FROM incoming GROUP BY source;

-- Looked up once for each footprint of the source: without these each with each.
CREATE INDEX ON observed (source, code);

ANALYZE observed, observed_ground;
