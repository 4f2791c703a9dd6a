-- Former owners hold until the year begins; new ones from then on, or always where
-- nobody was known before.
UPDATE register.property_right t SET end_on = ':day'
FROM ltax_changed c
WHERE t.:kind_id = c.object_id AND (t.start_on IS NULL OR t.start_on < ':day')
  AND (t.end_on IS NULL OR t.end_on > ':day')
  AND NOT EXISTS (SELECT FROM ltax_right r
                  WHERE r.object_id = c.object_id AND r.party_id = t.party_id);

UPDATE register.property_right t SET share_num = r.share_num, share_den = r.share_den
FROM ltax_right r
WHERE t.:kind_id = r.object_id AND t.party_id = r.party_id
  AND (t.start_on IS NULL OR t.start_on <= ':day')
  AND (t.end_on IS NULL OR t.end_on > ':day')
  AND t.share_num * r.share_den <> r.share_num * t.share_den
  AND (r.told OR EXISTS (SELECT FROM ltax_changed c WHERE c.object_id = r.object_id));

INSERT INTO register.property_right (party_id, :kind_id, share_num, share_den, start_on)
SELECT r.party_id, r.object_id, r.share_num, r.share_den,
       CASE WHEN c.held THEN DATE ':day' END
FROM ltax_right r
JOIN ltax_changed c ON c.object_id = r.object_id
WHERE NOT EXISTS (
    SELECT FROM register.property_right t
    WHERE t.:kind_id = r.object_id AND t.party_id = r.party_id
      AND (t.start_on IS NULL OR t.start_on <= ':day')
      AND (t.end_on IS NULL OR t.end_on > ':day'))
ORDER BY r.row_no;

CREATE TEMP TABLE ltax_touched ON COMMIT DROP AS
SELECT r.row_no, 'updated'::text AS outcome
FROM ltax_right r JOIN ltax_changed c ON c.object_id = r.object_id;

DROP TABLE ltax_right, ltax_changed;
