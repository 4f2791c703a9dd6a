-- Rows of others that refer to what batch N brought and that would go with it.
SELECT ':table', coalesce((to_jsonb(c) ->> 'id')::bigint, c.:column),
       history.code_of(to_jsonb(c)), 'refers', to_jsonb(c) ->> 'changed_by',
       coalesce(to_jsonb(c) ->> 'sys_from', to_jsonb(c) ->> 'at')::timestamptz,
       to_jsonb(c) ->> 'change_reason', (to_jsonb(c) ->> 'batch_id')::bigint
FROM register.:parent p
JOIN :child c ON c.:column = p.id
WHERE p.batch_id = %(batch)s
  AND (to_jsonb(c) ->> 'batch_id')::bigint IS DISTINCT FROM %(batch)s
  AND NOT EXISTS (SELECT FROM history.:parent h
                  WHERE h.id = p.id AND h.batch_id IS DISTINCT FROM %(batch)s)
