-- Which parcels the buildings of this batch stand on, and buildings on the parcels
-- of this batch: by measured share of the ground plan, where there is one; else the
-- whole building on its registered parcel. Less than a hundredth of a plan is the
-- inaccuracy of drawing and counts for nothing.
CREATE TEMP TABLE moved ON COMMIT DROP AS
SELECT b.id, b.geom, b.parcel_id
FROM register.building b
WHERE b.batch_id = history.batch()
UNION
SELECT b.id, b.geom, b.parcel_id
FROM register.building b
JOIN register.parcel p ON p.geom && b.geom
WHERE p.batch_id = history.batch();

CREATE TEMP TABLE standing ON COMMIT DROP AS
SELECT m.id AS building_id, p.id AS parcel_id,
       CASE WHEN ST_CoveredBy(m.geom, p.geom) THEN 1
            ELSE ST_Area(ST_Intersection(m.geom, p.geom)) / ST_Area(m.geom)
       END::numeric(7, 6) AS share
FROM moved m
JOIN register.parcel p ON p.status = 'current' AND p.geom && m.geom
    AND ST_Intersects(p.geom, m.geom);

INSERT INTO standing (building_id, parcel_id, share)
SELECT id, parcel_id, 1 FROM moved WHERE geom IS NULL AND parcel_id IS NOT NULL;

DELETE FROM register.building_parcel b USING moved m WHERE b.building_id = m.id;

INSERT INTO register.building_parcel (building_id, parcel_id, share)
SELECT building_id, parcel_id, least(share, 1) FROM standing WHERE share >= 0.01;

DROP TABLE moved;
DROP TABLE standing;
