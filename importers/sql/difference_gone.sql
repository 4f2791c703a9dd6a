-- Gone: came from an earlier version of this file and is not in it any more.
INSERT INTO found (what, code, object_id, details)
SELECT 'gone', :code, t.id, '{"why": "source"}'
FROM register.:table t
WHERE t.batch_id IN (SELECT id FROM source)
  AND NOT EXISTS (SELECT FROM incoming i WHERE i.target_id = t.id)
  AND :code NOT IN (SELECT code FROM named WHERE code IS NOT NULL);
