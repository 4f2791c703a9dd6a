-- Buildings that a source shows on the ground and the register does not know. Of
-- sources that show the same one, the nearest to the ground speaks. A parcel's
-- registered buildings without ground plan are taken for the largest of its footprints.
WITH seen AS (
    SELECT f.*, ST_Area(f.geom) AS m2, array_position(
               ARRAY['survey', 'drone', 'google', 'microsoft', 'osm', 'other'],
               f.source::text) AS rank
    FROM register.footprint f
    WHERE f.gone_on IS NULL
      AND coalesce(f.confidence, 1) >= %(footprint_confidence)s::numeric
      AND ST_Area(f.geom) >= %(footprint_m2)s::float8
), bare AS (
    SELECT s.* FROM seen s
    WHERE NOT EXISTS (
        SELECT FROM register.building d
        WHERE d.geom && s.geom AND ST_Area(ST_Intersection(d.geom, s.geom))
              > %(footprint_share)s::float8 * least(s.m2, ST_Area(d.geom)))
), single AS (
    SELECT b.* FROM bare b
    WHERE NOT EXISTS (
        SELECT FROM register.footprint o
        WHERE o.geom && b.geom AND o.id <> b.id AND o.gone_on IS NULL
          AND (array_position(
                   ARRAY['survey', 'drone', 'google', 'microsoft', 'osm', 'other'],
                   o.source::text), o.id) < (b.rank, b.id)
          AND coalesce(o.confidence, 1) >= %(footprint_confidence)s::numeric
          AND ST_Area(o.geom) >= %(footprint_m2)s::float8
          AND ST_Area(ST_Intersection(o.geom, b.geom)) * 2
              > least(b.m2, ST_Area(o.geom)))
), placed AS (
    SELECT s.*, p.id AS parcel_id, p.code AS parcel_code,
           row_number() OVER (PARTITION BY p.id ORDER BY s.m2 DESC, s.id) AS nth
    FROM single s LEFT JOIN LATERAL (
        SELECT p.id, p.code FROM register.parcel p
        WHERE p.status = 'current' AND p.geom && s.geom
          AND ST_Intersects(p.geom, ST_PointOnSurface(s.geom))
        ORDER BY p.code COLLATE "C" LIMIT 1) p ON true
), unmapped AS (
    SELECT parcel_id, count(*) AS number FROM register.building
    WHERE geom IS NULL AND parcel_id IS NOT NULL GROUP BY parcel_id
)
SELECT s.source || ':' || s.code AS key, 'warning' AS severity,
       'footprint' AS subject_kind, s.id AS subject_id,
       coalesce(s.parcel_code, s.code) AS subject_code, s.parcel_id,
       jsonb_strip_nulls(jsonb_build_object('source', s.source,
           'observed_on', s.observed_on, 'area_m2', round(s.m2::numeric, 1),
           'storeys', s.storeys, 'confidence', s.confidence, 'name', s.name,
           'house_no', s.house_no, 'stands_on', s.parcel_code)) AS evidence,
       jsonb_build_object('area', round(s.m2 * 10000)::bigint,
                          'storeys', s.storeys, 'parcel', s.parcel_id) AS facts, s.geom
FROM placed s LEFT JOIN unmapped u ON u.parcel_id = s.parcel_id
WHERE s.parcel_id IS NULL OR s.nth > coalesce(u.number, 0)
