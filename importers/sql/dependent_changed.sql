-- Rows of one table that batch N wrote and that are no longer as it left them.
SELECT ':table' AS tab, w.id, history.code_of(coalesce(to_jsonb(t), w.last)) AS code,
       CASE WHEN t.id IS NULL THEN 'deleted' ELSE 'changed' END AS how,
       coalesce(t.changed_by, w.last ->> 'ended_by') AS changed_by,
       coalesce(t.sys_from, (w.last ->> 'ended_at')::timestamptz) AS changed_at,
       t.change_reason AS reason, t.batch_id AS batch
FROM (
    SELECT id, (SELECT to_jsonb(l) FROM history.:table l WHERE l.id = h.id
                ORDER BY l.version DESC LIMIT 1) AS last
    FROM history.:table h WHERE h.batch_id = %(batch)s GROUP BY id
) w
LEFT JOIN register.:table t ON t.id = w.id
WHERE t.batch_id IS DISTINCT FROM %(batch)s
