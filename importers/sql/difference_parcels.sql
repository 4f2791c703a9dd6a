-- Land: which rows of the file take the place of which parcels of the register.
CREATE TEMP TABLE fresh ON COMMIT DROP AS
SELECT f.row_no, f.code, f.object_id, t.geom, ST_Area(t.geom) AS area
FROM found f
JOIN incoming i USING (row_no)
JOIN register.parcel t ON t.id = i.target_id
WHERE f.what = 'new' OR f.details ? 'shape';

CREATE INDEX ON fresh USING gist (geom);

CREATE TEMP TABLE standing ON COMMIT DROP AS
SELECT p.*, ST_Area(p.geom) AS area,
       EXISTS (SELECT FROM incoming i WHERE i.target_id = p.id)
       OR p.code IN (SELECT code FROM named) AS in_file
FROM (
    SELECT id, code, geom, batch_id FROM register.parcel
    WHERE batch_id IS DISTINCT FROM :batch AND status = 'current'
    UNION ALL
    SELECT id, code, geom, batch_id FROM former WHERE status = 'current'
) p;

CREATE INDEX ON standing USING gist (geom);
ANALYZE fresh;
ANALYZE standing;

-- Boxes tell most neighbours apart without cutting a shape.
CREATE TEMP TABLE pair ON COMMIT DROP AS
SELECT c.*, c.common >= :inside_share * c.row_area AS row_inside,
       c.common >= :inside_share * c.old_area AS old_inside,
       c.common >= :same_share * greatest(c.row_area, c.old_area) AS same
FROM (
    SELECT f.row_no, f.code, f.object_id, f.area AS row_area, s.id, s.code AS old_code,
           s.area AS old_area, s.in_file,
           ST_Area(ST_Intersection(f.geom, s.geom)) AS common
    FROM fresh f
    JOIN standing s ON s.geom && f.geom
    WHERE (least(ST_XMax(f.geom), ST_XMax(s.geom)) - greatest(ST_XMin(f.geom), ST_XMin(s.geom)))
        * (least(ST_YMax(f.geom), ST_YMax(s.geom)) - greatest(ST_YMin(f.geom), ST_YMin(s.geom)))
        >= :inside_share * least(f.area, s.area)
) c
WHERE c.common >= :inside_share * least(c.row_area, c.old_area);

-- Split: two or more rows lie inside one parcel and make up its area; each is new,
-- but one may have kept the code.
CREATE TEMP TABLE split ON COMMIT DROP AS
SELECT id, min(old_code) AS old_code, bool_or(in_file) AS in_file, min(old_area) AS area
FROM pair
WHERE row_inside AND NOT same AND (object_id IS NULL OR object_id = id)
GROUP BY id
HAVING count(*) > 1 AND bool_or(object_id IS NULL)
   AND (NOT bool_or(in_file) OR bool_or(object_id = id))
   AND abs(sum(common) - min(old_area))
       <= greatest(:area_share * min(old_area), :area_m2);

UPDATE found f SET what = 'split', object_id = s.id, details = f.details
    || jsonb_build_object('parents', jsonb_build_array(jsonb_build_object(
        'id', s.id, 'code', s.old_code, 'area_m2', round(s.area::numeric, 2),
        'stays', s.in_file)), 'area_m2', round(p.row_area::numeric, 2))
FROM split s
JOIN pair p ON p.id = s.id AND p.row_inside AND NOT p.same
    AND (p.object_id IS NULL OR p.object_id = p.id)
WHERE f.row_no = p.row_no;

-- Merged: one row has two or more parcels inside and is their area; none of them is
-- in the file, but one may have kept its code.
UPDATE found f SET what = 'merged', details = f.details
    || jsonb_build_object('parents', m.parents, 'area_m2', round(m.row_area::numeric, 2))
FROM (
    SELECT row_no, min(row_area) AS row_area, jsonb_agg(jsonb_build_object(
        'id', id, 'code', old_code, 'area_m2', round(old_area::numeric, 2),
        'stays', object_id IS NOT DISTINCT FROM id) ORDER BY old_code) AS parents
    FROM pair
    WHERE old_inside AND NOT same
    GROUP BY row_no
    HAVING count(*) > 1 AND bool_and(NOT in_file OR object_id IS NOT DISTINCT FROM id)
       AND abs(sum(common) - min(row_area))
           <= greatest(:area_share * min(row_area), :area_m2)
) m
WHERE f.row_no = m.row_no AND f.what <> 'split';

-- Moved: the same shape under another code, the former code not in the file …
UPDATE found f SET what = 'moved', object_id = r.id, details = f.details
    || jsonb_build_object('parents', jsonb_build_array(jsonb_build_object(
        'id', r.id, 'code', r.old_code, 'area_m2', round(r.old_area::numeric, 2),
        'stays', false)), 'how', 'code')
FROM (
    SELECT DISTINCT ON (id) *
    FROM (
        SELECT DISTINCT ON (row_no) * FROM pair
        WHERE same AND object_id IS NULL AND NOT in_file
        ORDER BY row_no, common DESC, id
    ) one
    ORDER BY id, common DESC, row_no
) r
WHERE f.row_no = r.row_no AND f.what = 'new';

-- … or the same code elsewhere.
UPDATE found f SET what = 'moved', details = jsonb_set(
        f.details || '{"how": "place"}', '{shape,moved_m}',
        to_jsonb(round(ST_Distance(ST_Centroid(o.geom), ST_Centroid(n.geom))::numeric, 3)))
FROM fresh n
JOIN former o ON o.id = n.object_id
WHERE f.row_no = n.row_no AND f.what = 'changed'
  AND NOT EXISTS (SELECT FROM pair p WHERE p.row_no = n.row_no AND p.id = n.object_id)
  AND (NOT ST_Intersects(o.geom, n.geom) OR ST_Area(ST_Intersection(o.geom, n.geom))
       < :elsewhere_share * least(ST_Area(o.geom), n.area));

-- Gone: not in the file, and no parent of what is; because it came from an earlier
-- version of the file, its ground is covered, or the file is complete around it.
CREATE TEMP TABLE missing ON COMMIT DROP AS
SELECT s.* FROM standing s
WHERE NOT s.in_file AND NOT EXISTS (
    SELECT FROM found f, jsonb_array_elements(f.details -> 'parents') p
    WHERE f.details ? 'parents' AND (p ->> 'id')::bigint = s.id);

CREATE TEMP TABLE extent ON COMMIT DROP AS
SELECT hull FROM (SELECT ST_ConvexHull(ST_Collect(geom)) AS hull, count(*) AS n
                  FROM incoming WHERE geom IS NOT NULL) h
WHERE n >= :complete_rows AND (
    SELECT avg(s.in_file::integer) >= :complete_share FROM standing s
    WHERE s.geom && hull AND ST_Covers(hull, ST_PointOnSurface(s.geom)));

INSERT INTO found (what, code, object_id, details)
SELECT 'gone', m.code, m.id, jsonb_build_object('why', m.why, 'shape',
    jsonb_build_object('area_before_m2', round(m.area::numeric, 2)))
FROM (
    SELECT s.*, CASE
        WHEN s.batch_id IN (SELECT id FROM source) OR EXISTS (
            SELECT FROM history.parcel h
            WHERE h.id = s.id AND h.batch_id IN (SELECT id FROM source)) THEN 'source'
        WHEN (SELECT sum(ST_Area(ST_Intersection(f.geom, s.geom))) FROM fresh f
              WHERE f.geom && s.geom) >= :covered_share * s.area THEN 'covered'
        WHEN (SELECT ST_Covers(hull, ST_PointOnSurface(s.geom)) FROM extent)
            THEN 'extent' END AS why
    FROM missing s
) m
WHERE m.why IS NOT NULL;
