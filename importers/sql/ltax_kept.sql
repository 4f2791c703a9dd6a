-- What each row tells otherwise than the register would, cell by cell; of a row that
-- the register does not have, everything.
CREATE TEMP TABLE ltax_kept ON COMMIT DROP AS
SELECT i.row_no, NULL::text AS outcome, NULL::bigint AS target_id,
       NULL::text[] AS flawed, ':sheet'::text AS sheet, i.code, i.owner, i.position,
       i.row_no + coalesce((SELECT max(r.place) FROM register.ltax_row r
                            WHERE r.sheet = ':sheet'), 0) AS place,
       n.code IS NULL AS waiting, d.cells, d.was, i.sealed
FROM incoming i
LEFT JOIN ltax_now n
    ON n.code = i.code AND n.owner = i.owner AND n.position = i.position
CROSS JOIN LATERAL (
    SELECT array_agg(CASE WHEN NOT c.same THEN c.told END ORDER BY c.at) AS cells,
           array_agg(CASE WHEN NOT c.same AND n.code IS NOT NULL
                          THEN coalesce(c.now, '') END ORDER BY c.at) AS was
    FROM (SELECT u.at, u.told, u.now,
                 coalesce(u.told, '') = coalesce(u.now, '') AND u.at <> :number AS same
          FROM unnest(i.cells, n.cells) WITH ORDINALITY AS u (told, now, at)) c
) d;
