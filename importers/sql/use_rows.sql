-- Uses stand in the order of the file where no position is written; facts that
-- belong to another use are left out.
UPDATE incoming i SET position = n.place
FROM (
    SELECT row_no, row_number() OVER (
        PARTITION BY object_kind, object_code, from_year_be ORDER BY row_no) AS place
    FROM incoming
) n
WHERE n.row_no = i.row_no AND i.position IS NULL;

UPDATE incoming SET vacant_since_be = NULL
WHERE use <> 'vacant' AND vacant_since_be IS NOT NULL;

UPDATE incoming SET exempt_under = NULL
WHERE use <> 'exempt' AND exempt_under IS NOT NULL;
