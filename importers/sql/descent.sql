-- Land that came from other land: lineage, the retirement of what is no more, and
-- what hung on it. `descent` has a row for each parent and child, and one of the
-- parent as its own child where it stays.
INSERT INTO register.parcel_lineage (parent_id, child_id, kind)
SELECT parent_id, child_id, kind FROM descent WHERE parent_id <> child_id;

UPDATE register.parcel p SET status = 'retired'
WHERE p.status = 'current' AND p.id IN (
    SELECT parent_id FROM descent
    EXCEPT SELECT parent_id FROM descent WHERE parent_id = child_id
    UNION SELECT id FROM retiring);

-- Rights: heirs of one parent alone have its rights, as they are …
CREATE TEMP TABLE heir ON COMMIT DROP AS
SELECT d.parent_id, d.child_id,
       count(*) OVER (PARTITION BY d.child_id) = 1 AS one_parent,
       count(*) OVER (PARTITION BY d.parent_id) = 1 AS one_child
FROM descent d;

INSERT INTO register.property_right (party_id, parcel_id, kind, share_num, share_den,
    start_on, end_on, home_from_year_be, home_to_year_be)
SELECT r.party_id, h.child_id, r.kind, r.share_num, r.share_den,
       r.start_on, r.end_on, r.home_from_year_be, r.home_to_year_be
FROM heir h
JOIN register.property_right r ON r.parcel_id = h.parent_id
WHERE h.child_id <> h.parent_id AND h.one_parent
  AND (r.end_on IS NULL OR r.end_on > current_date)
  AND NOT EXISTS (SELECT FROM register.property_right e WHERE e.parcel_id = h.child_id);

-- … and of several when the same persons hold the same shares in all of them.
CREATE TEMP TABLE held ON COMMIT DROP AS
SELECT h.child_id, h.parent_id, (
    SELECT array_agg(ROW(r.party_id, r.kind, r.share_num, r.share_den)::text
                     ORDER BY r.party_id, r.kind)
    FROM register.property_right r
    WHERE r.parcel_id = h.parent_id AND (r.end_on IS NULL OR r.end_on > current_date)
) AS holders
FROM heir h
WHERE NOT h.one_parent;

INSERT INTO register.property_right (party_id, parcel_id, kind, share_num, share_den,
    start_on, end_on)
SELECT r.party_id, same.child_id, r.kind, r.share_num, r.share_den, r.start_on, r.end_on
FROM (
    SELECT child_id, min(parent_id) AS parent_id FROM held GROUP BY child_id
    HAVING count(DISTINCT holders) = 1 AND bool_and(holders IS NOT NULL)
) same
JOIN register.property_right r ON r.parcel_id = same.parent_id
WHERE (r.end_on IS NULL OR r.end_on > current_date)
  AND NOT EXISTS (SELECT FROM register.property_right e
                  WHERE e.parcel_id = same.child_id);

-- Uses: of one parent alone, those that cover all of it; how parts of an area divide
-- is for a person to say. The same land keeps its amounts.
INSERT INTO register.property_use (parcel_id, from_year_be, to_year_be, position, use,
    amount, vacant_since_be, exempt_under, reduction_pct)
SELECT h.child_id, u.from_year_be, u.to_year_be, u.position, u.use,
       u.amount, u.vacant_since_be, u.exempt_under, u.reduction_pct
FROM heir h
JOIN register.property_use u ON u.parcel_id = h.parent_id
WHERE h.child_id <> h.parent_id AND h.one_parent
  AND (h.one_child OR NOT EXISTS (
      SELECT FROM register.property_use o
      WHERE o.parcel_id = h.parent_id AND (o.position <> 1 OR o.amount <> 1)))
  AND NOT EXISTS (SELECT FROM register.property_use e WHERE e.parcel_id = h.child_id);

-- The same land under another code has the same value.
INSERT INTO register.stated_value (parcel_id, from_year_be, to_year_be, value_baht, source)
SELECT h.child_id, v.from_year_be, v.to_year_be, v.value_baht, v.source
FROM heir h
JOIN register.stated_value v ON v.parcel_id = h.parent_id
WHERE h.child_id <> h.parent_id AND h.one_parent AND h.one_child
  AND NOT EXISTS (SELECT FROM register.stated_value e WHERE e.parcel_id = h.child_id);
