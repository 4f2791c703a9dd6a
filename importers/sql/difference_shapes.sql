-- Of shapes that changed: by how far (the largest distance of a corner to the other
-- shape) and the area before and after.
UPDATE found f SET details = f.details || jsonb_build_object('shape', jsonb_build_object(
    'moved_m', round(ST_HausdorffDistance(o.geom, t.geom)::numeric, 3),
    'area_before_m2', round(ST_Area(o.geom)::numeric, 2),
    'area_after_m2', round(ST_Area(t.geom)::numeric, 2)))
FROM register.:table t
JOIN former o ON o.id = t.id
WHERE f.object_id = t.id AND o.geom IS DISTINCT FROM t.geom
  AND o.geom IS NOT NULL AND t.geom IS NOT NULL;
