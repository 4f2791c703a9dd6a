-- Registered buildings that no source shows, although one that shows most of the
-- buildings around should; or of which a source says that they have gone.
WITH known AS (
    SELECT d.id, d.code, d.parcel_id, d.built_year_be, d.geom,
           floor(ST_X(c) / %(footprint_square_m)s::float8) AS east,
           floor(ST_Y(c) / %(footprint_square_m)s::float8) AS north
    FROM register.building d, ST_Centroid(d.geom) AS c
    WHERE d.geom IS NOT NULL AND ST_Area(d.geom) >= %(footprint_m2)s::float8
), shown AS MATERIALIZED (
    SELECT DISTINCT k.id, f.source FROM known k
    JOIN register.footprint f
        ON f.gone_on IS NULL AND f.geom && k.geom AND ST_Intersects(f.geom, k.geom)
), square AS (
    SELECT k.east, k.north, s.source, count(*) AS shown FROM known k
    JOIN shown s ON s.id = k.id GROUP BY 1, 2, 3
), whole AS (
    SELECT east, north, count(*) AS number FROM known GROUP BY 1, 2
), day AS (
    SELECT source, max(observed_on) AS day FROM register.footprint
    WHERE gone_on IS NULL GROUP BY source
), missing AS (
    SELECT DISTINCT ON (k.id) k.*, q.source, q.shown, w.number - 1 AS around, t.day
    FROM known k JOIN whole w ON w.east = k.east AND w.north = k.north
    JOIN square q ON q.east = k.east AND q.north = k.north
    JOIN day t ON t.source = q.source
    WHERE NOT EXISTS (SELECT FROM shown s WHERE s.id = k.id)
      AND w.number - 1 >= %(footprint_neighbours)s::int
      AND q.shown >= %(footprint_shown)s::numeric * (w.number - 1)
    ORDER BY k.id, q.shown DESC, q.source
), gone AS (
    SELECT DISTINCT ON (k.id) k.id, f.source, f.gone_on FROM known k
    JOIN register.footprint f ON f.gone_on IS NOT NULL AND f.geom && k.geom
        AND ST_Area(ST_Intersection(f.geom, k.geom)) * 2 > ST_Area(k.geom)
    WHERE NOT EXISTS (SELECT FROM shown s WHERE s.id = k.id)
    ORDER BY k.id, f.gone_on DESC, f.source
)
SELECT k.code AS key, 'warning' AS severity, 'building' AS subject_kind,
       k.id AS subject_id, k.code AS subject_code, p.id AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object(
           'source', coalesce(g.source, m.source), 'gone_on', g.gone_on,
           'observed_on', CASE WHEN g.id IS NULL THEN m.day END,
           'shown', CASE WHEN g.id IS NULL THEN m.shown END,
           'around', CASE WHEN g.id IS NULL THEN m.around END)) AS evidence,
       '{}'::jsonb AS facts, k.geom
FROM known k LEFT JOIN missing m ON m.id = k.id LEFT JOIN gone g ON g.id = k.id
LEFT JOIN register.parcel p ON p.id = k.parcel_id AND p.status = 'current'
WHERE coalesce(m.id, g.id) IS NOT NULL
  -- What was built since was not there to be seen.
  AND NOT coalesce(k.built_year_be - 543
                   >= extract(year FROM coalesce(g.gone_on, m.day)), false)
