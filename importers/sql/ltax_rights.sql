-- Who should hold each object, and the objects that others hold so far. Owners whose
-- share nobody tells hold equal parts.
CREATE TEMP TABLE ltax_right ON COMMIT DROP AS
SELECT DISTINCT ON (i.object_id, i.:party) i.row_no, i.object_id, i.:party AS party_id,
       i.share IS NOT NULL AS told,
       coalesce(split_part(i.share, '/', 1)::bigint, 1) AS share_num,
       coalesce(split_part(i.share, '/', 2)::bigint, i.holders) AS share_den
FROM (SELECT i.*, :share AS share,
             count(*) FILTER (WHERE i.owner <> '') OVER (PARTITION BY i.object_id) AS holders
      FROM (SELECT row_no, object_id, owner, :party, :told FROM incoming) i) i
WHERE i.object_id IS NOT NULL AND i.:party IS NOT NULL
ORDER BY i.object_id, i.:party, i.row_no;

ANALYZE ltax_right;

CREATE TEMP TABLE ltax_changed ON COMMIT DROP AS
SELECT d.object_id,
       EXISTS (SELECT FROM register.property_right e
               WHERE e.:kind_id = d.object_id) AS held
FROM (SELECT object_id, array_agg(party_id ORDER BY party_id) AS parties
      FROM ltax_right GROUP BY object_id) d
LEFT JOIN (
    SELECT r.:kind_id AS object_id,
           array_agg(DISTINCT r.party_id ORDER BY r.party_id) AS parties
    FROM register.property_right r
    WHERE r.:kind_id IS NOT NULL AND (r.start_on IS NULL OR r.start_on <= ':day')
      AND (r.end_on IS NULL OR r.end_on > ':day')
    GROUP BY r.:kind_id
) c ON c.object_id = d.object_id
WHERE d.parties IS DISTINCT FROM c.parties;

ANALYZE ltax_changed;
