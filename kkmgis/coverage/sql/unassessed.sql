-- Objects that the run which counts set aside or does not know, for reasons that
-- no more particular kind names: those kinds are taken as they hold today.
WITH object AS (
    SELECT 'land' AS kind, 'parcel' AS subject, p.id, p.code, p.id AS parcel_id, p.geom
    FROM register.parcel p WHERE p.status = 'current'
    UNION ALL
    SELECT 'building', 'building', d.id, d.code, p.id, coalesce(d.geom, p.geom)
    FROM register.building d
    JOIN register.parcel p ON p.status = 'current' AND p.id = coalesce(d.parcel_id, (
        SELECT bp.parcel_id FROM register.building_parcel bp
        WHERE bp.building_id = d.id ORDER BY bp.share DESC, bp.parcel_id LIMIT 1))
    UNION ALL
    SELECT 'unit', 'unit', u.id, u.code, p.id, p.geom
    FROM register.unit u JOIN register.condominium c ON c.id = u.condominium_id
    LEFT JOIN register.parcel p ON p.id = c.parcel_id
), taxed AS (
    SELECT DISTINCT l.kind, l.object_id FROM tax.line l
    WHERE l.run_id = %(land_run)s::bigint
), missed AS (
    SELECT o.*, CASE WHEN a.reason IS NULL THEN ARRAY['not_in_run']
                ELSE a.reason || ARRAY(SELECT jsonb_array_elements_text(
                         coalesce(a.details -> 'also', '[]'::jsonb))) END AS reasons
    FROM object o
    LEFT JOIN tax.set_aside a ON a.run_id = %(land_run)s::bigint
        AND a.kind = o.kind AND a.object_id = o.id
    WHERE NOT EXISTS (SELECT FROM taxed t WHERE t.kind = o.kind AND t.object_id = o.id)
), left_over AS (
    SELECT m.*, ARRAY(
        SELECT r FROM unnest(m.reasons) WITH ORDINALITY AS u(r, n)
        WHERE r <> 'built_later'
          AND NOT (m.kind <> 'unit' AND r = 'no_owner' AND (NOT f.owned OR f.common))
          AND NOT (m.kind = 'land' AND r = 'no_price' AND (NOT f.priced OR f.common))
          AND NOT (m.kind <> 'unit' AND r = 'no_use' AND (NOT f.used OR f.common))
          AND NOT (r = 'not_in_run' AND m.kind = 'land' AND (
                  f.common OR NOT (f.owned AND f.priced AND f.used)))
        ORDER BY n) AS own_reasons
    FROM missed m LEFT JOIN coverage_parcel f ON f.parcel_id = m.parcel_id
)
SELECT l.subject || ':' || l.code AS key, 'error' AS severity,
       l.subject AS subject_kind, l.id AS subject_id, l.code AS subject_code,
       l.parcel_id, jsonb_build_object('reasons', to_jsonb(l.own_reasons)) AS evidence,
       '{}'::jsonb AS facts, l.geom
FROM left_over l WHERE cardinality(l.own_reasons) > 0
