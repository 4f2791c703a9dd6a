-- Which parcels the buildings of table `moved` and those on the parcels of table
-- `touched` stand on: by measured share of the ground plan, where there is one; else
-- the whole building on its registered parcel. Less than a hundredth of a plan is
-- the inaccuracy of drawing and counts for nothing.
INSERT INTO moved
SELECT b.id
FROM touched t
JOIN register.parcel p ON p.id = t.id
JOIN register.building b ON p.geom && b.geom
UNION
SELECT s.building_id FROM touched t JOIN register.building_parcel s ON s.parcel_id = t.id;
ANALYZE moved;

-- Nearly every building stands on one parcel alone: that is settled first, without
-- cutting any shape.
CREATE TEMP TABLE standing ON COMMIT DROP AS
SELECT b.id AS building_id, p.id AS parcel_id, 1::numeric(7, 6) AS share
FROM (SELECT DISTINCT id FROM moved) m
JOIN register.building b ON b.id = m.id
JOIN register.parcel p ON ST_CoveredBy(b.geom, p.geom) AND p.status = 'current'
UNION ALL
SELECT b.id, b.parcel_id, 1
FROM (SELECT DISTINCT id FROM moved) m
JOIN register.building b ON b.id = m.id
WHERE b.geom IS NULL AND b.parcel_id IS NOT NULL;
ANALYZE standing;

INSERT INTO standing (building_id, parcel_id, share)
SELECT b.id, p.id, ST_Area(ST_Intersection(b.geom, p.geom)) / ST_Area(b.geom)
FROM (SELECT DISTINCT id FROM moved) m
JOIN register.building b ON b.id = m.id AND b.geom IS NOT NULL
JOIN register.parcel p ON ST_Intersects(p.geom, b.geom) AND p.status = 'current'
WHERE NOT EXISTS (SELECT FROM standing s WHERE s.building_id = m.id);

DELETE FROM register.building_parcel b USING moved m WHERE b.building_id = m.id;

-- Where parcels overlap, a building can lie wholly in two of them: both stand.
INSERT INTO register.building_parcel (building_id, parcel_id, share)
SELECT building_id, parcel_id, least(share, 1) FROM standing WHERE share >= 0.01;

DROP TABLE moved;
DROP TABLE touched;
DROP TABLE standing;
