-- Parcels of the register that the file does not have and that its shapes lie on: the
-- same land would be there twice. A file of the whole town leaves none of them, and
-- then no shape is looked at.
CREATE TEMP TABLE absent ON COMMIT DROP AS
SELECT t.code, t.geom FROM register.parcel t
LEFT JOIN incoming i ON i.code = t.code
WHERE i.code IS NULL AND t.status = 'current';
CREATE INDEX ON absent USING gist (geom);
ANALYZE absent;

INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT i.row_no, :rule(geometry.overlap_register), 'geom', i.code,
       jsonb_build_object('other', a.code, 'area_m2', round(c.common::numeric, 2))
FROM incoming i
JOIN absent a ON a.geom && i.geom AND ST_Relate(a.geom, i.geom, 'T********')
CROSS JOIN LATERAL (SELECT ST_Area(ST_Intersection(a.geom, i.geom)) AS common) c
WHERE c.common > 0.001 * least(ST_Area(a.geom), ST_Area(i.geom));

DROP TABLE absent;
