-- What stands on a parcel says otherwise than its declared uses: built on though
-- declared vacant or farmed; a business sign though declared all residential.
WITH used AS (
    SELECT u.parcel_id, u.building_id, u.use FROM register.property_use u
    WHERE u.from_year_be <= %(year)s::int
      AND (u.to_year_be IS NULL OR u.to_year_be >= %(year)s::int)
), land AS (
    SELECT parcel_id, bool_and(use IN ('vacant', 'agriculture')) AS idle,
           bool_and(use = 'residential') AS lived,
           jsonb_agg(DISTINCT use) AS uses
    FROM used WHERE parcel_id IS NOT NULL GROUP BY parcel_id
), stands AS (
    SELECT d.parcel_id, d.id, d.code FROM register.building d
    WHERE d.parcel_id IS NOT NULL
    UNION
    SELECT bp.parcel_id, d.id, d.code FROM register.building_parcel bp
    JOIN register.building d ON d.id = bp.building_id
    WHERE bp.share >= %(built_on_share)s
), built AS (
    SELECT s.parcel_id, jsonb_agg(DISTINCT s.code) FILTER (
               WHERE u.use IN ('residential', 'other')) AS busy,
           bool_and(u.use = 'residential') AS lived
    FROM stands s JOIN used u ON u.building_id = s.id GROUP BY s.parcel_id
), business AS (
    SELECT coalesce(s.parcel_id, d.parcel_id) AS parcel_id,
           jsonb_agg(s.code ORDER BY s.code) AS signs
    FROM register.sign s LEFT JOIN register.building d ON d.id = s.building_id
    WHERE s.kind = 'permanent' AND nullif(btrim(s.exempt_under), '') IS NULL
      AND (s.installed_on IS NULL OR s.installed_on <= %(seen)s::date)
      AND (s.removed_on IS NULL OR s.removed_on > %(seen)s::date)
    GROUP BY 1
), found AS (
    SELECT p.id, p.code, p.geom, l.uses,
           CASE WHEN l.idle THEN b.busy END AS buildings,
           CASE WHEN coalesce(l.lived, true) AND coalesce(b.lived, true)
                     AND num_nonnulls(l.lived, b.lived) > 0 THEN s.signs END AS signs
    FROM register.parcel p
    LEFT JOIN land l ON l.parcel_id = p.id
    LEFT JOIN built b ON b.parcel_id = p.id
    LEFT JOIN business s ON s.parcel_id = p.id
    WHERE p.status = 'current' AND (b.busy IS NOT NULL OR s.signs IS NOT NULL)
      AND NOT EXISTS (SELECT FROM register.condominium c WHERE c.parcel_id = p.id)
)
SELECT f.code AS key, 'warning' AS severity, 'parcel' AS subject_kind,
       f.id AS subject_id, f.code AS subject_code, f.id AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('declared', f.uses,
           'buildings', f.buildings, 'signs', f.signs)) AS evidence,
       '{}'::jsonb AS facts, f.geom
FROM found f WHERE f.buildings IS NOT NULL OR f.signs IS NOT NULL
