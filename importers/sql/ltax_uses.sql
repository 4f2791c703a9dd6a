-- The uses of each object in the year, and the objects that are used otherwise so far.
CREATE TEMP TABLE ltax_use ON COMMIT DROP AS
SELECT i.row_no, NULL::text AS outcome, NULL::bigint AS target_id,
       '{}'::text[] AS flawed,
       CASE ':kind' WHEN 'parcel' THEN i.object_id END AS parcel_id,
       CASE ':kind' WHEN 'building' THEN i.object_id END AS building_id,
       NULL::bigint AS unit_id, :year AS from_year_be, i.position, i.object_id,
       CASE WHEN i.word IN ('home', 'home_of_another', 'other_home') THEN 'residential'
            ELSE i.word END AS use,
       coalesce(i.amount,
                CASE WHEN count(*) OVER (PARTITION BY i.object_id) = 1 THEN o.:area END,
                1)::numeric(14,4) AS amount,
       CASE i.word WHEN 'vacant' THEN :year - i.rest::integer END AS vacant_since_be,
       CASE i.word WHEN 'exempt' THEN i.rest END AS exempt_under
FROM (SELECT *, split_part(told_use, ' ', 1) AS word,
             substr(told_use, strpos(told_use, ' ') + 1) AS rest FROM incoming) i
JOIN register.:kind o ON o.id = i.object_id
WHERE i.told_use <> 'mixed';

ANALYZE ltax_use;

INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT s.row_no, :rule(use.amounts), 'amount', s.code,
       jsonb_build_object('sum', trim_scale(s.total), 'area', trim_scale(s.area))
FROM (
    SELECT min(u.row_no) AS row_no, o.code, sum(u.amount) AS total, o.:area AS area
    FROM ltax_use u JOIN register.:kind o ON o.id = u.object_id
    GROUP BY o.code, o.:area
) s
WHERE s.total <> 1 AND abs(s.total - s.area) > 0.005 * s.area;

CREATE TEMP TABLE ltax_changed ON COMMIT DROP AS
SELECT d.object_id
FROM (SELECT object_id, array_agg(ROW(use, amount, exempt_under,
                 width_bucket(:year - vacant_since_be, ARRAY[3, 6]))::text
                 ORDER BY position) AS uses
      FROM ltax_use GROUP BY object_id) d
LEFT JOIN (
    SELECT u.:kind_id AS object_id,
           array_agg(ROW(u.use, u.amount, u.exempt_under,
                 width_bucket(:year - u.vacant_since_be, ARRAY[3, 6]))::text
                 ORDER BY u.position, u.id) AS uses
    FROM register.property_use u
    WHERE u.:kind_id IS NOT NULL AND u.from_year_be <= :year
      AND coalesce(u.to_year_be, :year) >= :year
    GROUP BY u.:kind_id
) c ON c.object_id = d.object_id
WHERE d.uses IS DISTINCT FROM c.uses;

DELETE FROM ltax_use u
WHERE NOT EXISTS (SELECT FROM ltax_changed c WHERE c.object_id = u.object_id);

UPDATE register.property_use t SET to_year_be = :year - 1
FROM ltax_changed c
WHERE t.:kind_id = c.object_id AND t.from_year_be < :year
  AND coalesce(t.to_year_be, :year) >= :year;
