-- Register rows that this batch wrote, in the transaction that is taken back: what is
-- new, and of what changed the fields before and after.
CREATE TEMP TABLE former ON COMMIT DROP AS
SELECT DISTINCT ON (h.id) h.*
FROM register.:table t
JOIN history.:table h ON h.id = t.id AND h.batch_id IS DISTINCT FROM t.batch_id
WHERE t.batch_id = :batch
ORDER BY h.id, h.version DESC;

CREATE INDEX ON former (id);
ANALYZE former;

CREATE TEMP TABLE found (what text, code text, row_no integer, object_id bigint,
                         details jsonb NOT NULL DEFAULT '{}') ON COMMIT DROP;

INSERT INTO found (what, code, row_no)
SELECT 'new', :code, i.row_no
FROM incoming i
JOIN register.:table t ON t.id = i.target_id
WHERE i.outcome = 'loaded';

INSERT INTO found (what, code, row_no, object_id, details)
SELECT 'changed', :code, i.row_no, t.id, jsonb_build_object('fields', coalesce((
    SELECT jsonb_object_agg(n.key, jsonb_build_array(o.value, n.value))
    FROM jsonb_each(to_jsonb((SELECT x FROM (SELECT :after) x))) n
    JOIN jsonb_each(to_jsonb((SELECT x FROM (SELECT :before) x))) o USING (key)
    WHERE f.id IS NOT NULL AND n.value IS DISTINCT FROM o.value), '{}'))
FROM incoming i
JOIN register.:table t ON t.id = i.target_id
LEFT JOIN former f ON f.id = t.id
WHERE i.outcome = 'updated';
