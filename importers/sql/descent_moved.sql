-- What stands on land that was divided goes with the part it stands on; of land that
-- has one heir all of it goes there.
UPDATE register.:table t SET parcel_id = m.child_id
FROM (
    SELECT DISTINCT ON (o.id) o.id, h.child_id
    FROM heir h
    JOIN register.:table o ON o.parcel_id = h.parent_id
    JOIN register.parcel p ON p.id = h.child_id
    WHERE h.one_child OR (:place IS NOT NULL AND ST_Intersects(p.geom, :place))
    ORDER BY o.id, ST_Area(ST_Intersection(p.geom, :place)) DESC,
             ST_Length(ST_Intersection(p.geom, :place)) DESC, h.child_id
) m
WHERE m.id = t.id AND t.parcel_id <> m.child_id;
