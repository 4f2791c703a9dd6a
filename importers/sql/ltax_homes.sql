-- Whose home it is in the year: of the land's owner, or of somebody who has the house.
UPDATE register.property_right t SET home_from_year_be = :year
FROM incoming i
WHERE i.told_use = 'home' AND t.parcel_id = i.object_id AND t.party_id = i.ref0_id
  AND t.home_from_year_be IS NULL
  AND (t.end_on IS NULL OR t.end_on > ':day')
  AND NOT EXISTS (
      SELECT FROM register.property_right h
      JOIN register.building b ON b.id = h.building_id
      WHERE b.parcel_id = i.object_id AND h.party_id = i.ref0_id
        AND h.home_from_year_be <= :year AND coalesce(h.home_to_year_be, :year) >= :year);

UPDATE register.property_right t SET home_from_year_be = :year
FROM incoming i
JOIN register.building b ON b.parcel_id = i.object_id
WHERE i.told_use = 'home_of_another' AND t.building_id = b.id AND t.party_id = i.ref1_id
  AND t.home_from_year_be IS NULL
  AND (t.end_on IS NULL OR t.end_on > ':day');

-- A home that the workbook says is none any more was one until the year before.
UPDATE register.property_right t
SET home_from_year_be = CASE WHEN t.home_from_year_be < :year THEN t.home_from_year_be END,
    home_to_year_be = CASE WHEN t.home_from_year_be < :year THEN :year - 1 END
FROM (SELECT object_id FROM incoming WHERE object_id IS NOT NULL GROUP BY object_id
      HAVING bool_or(told_use = 'other_home')
         AND NOT bool_or(coalesce(told_use, 'home') IN ('home', 'home_of_another'))) n
WHERE t.home_from_year_be <= :year AND coalesce(t.home_to_year_be, :year) >= :year
  AND (t.parcel_id = n.object_id OR t.building_id IN (
      SELECT b.id FROM register.building b WHERE b.parcel_id = n.object_id));
