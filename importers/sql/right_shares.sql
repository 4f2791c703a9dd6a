-- Owners of one object without any share written down hold it in equal parts; one
-- owner alone holds all of it. Shares that do not add up are kept and flagged.
ALTER TABLE incoming ADD COLUMN share_num bigint, ADD COLUMN share_den bigint;

UPDATE incoming i
SET share_num = coalesce(split_part(i.share, '/', 1)::bigint, 1),
    share_den = coalesce(split_part(i.share, '/', 2)::bigint,
                         CASE WHEN n.told = 0 THEN n.holders ELSE 1 END)
FROM (
    SELECT row_no,
           count(*) OVER same AS holders,
           count(share) OVER same AS told
    FROM incoming
    WINDOW same AS (PARTITION BY object_kind, object_code, kind, end_on IS NULL)
) n
WHERE n.row_no = i.row_no;

INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT row_no, :rule(right.shares), 'share', object_code,
       jsonb_build_object('sum', round(total, 4))
FROM (
    SELECT min(row_no) AS row_no, object_code,
           sum(share_num::numeric / share_den) AS total
    FROM incoming
    WHERE end_on IS NULL AND kind = 'owner'
    GROUP BY object_kind, object_code
) whole
WHERE abs(total - 1) > 0.000001;
