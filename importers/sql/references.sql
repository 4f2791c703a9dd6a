-- What refers to the register, and keeps what it refers to from being deleted.
SELECT n.nspname, r.relname, a.attname, p.relname
FROM pg_constraint c
JOIN pg_class r ON r.oid = c.conrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_class p ON p.oid = c.confrelid
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND p.relnamespace = 'register'::regnamespace
  AND c.confdeltype <> 'c' AND cardinality(c.conkey) = 1
ORDER BY 1, 2, 3
