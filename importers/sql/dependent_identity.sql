-- Later imports that put other sealed facts to persons whom batch N wrote about.
SELECT 'party', p.id, p.code, 'changed', b.actor, b.finished_at, NULL, b.id
FROM staging.batch b
CROSS JOIN LATERAL jsonb_object_keys(b.details -> 'replaced_identity') AS k (party)
JOIN register.party p ON p.id = k.party::bigint
WHERE b.status = 'promoted' AND b.id > %(batch)s
  AND jsonb_typeof(b.details -> 'replaced_identity') = 'object'
  AND (p.batch_id = %(batch)s OR (
      SELECT details -> 'replaced_identity' ? k.party
      FROM staging.batch WHERE id = %(batch)s))
