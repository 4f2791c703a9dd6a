-- A new parcel belongs to the block that its code names, else to the one it lies in.
ALTER TABLE incoming ADD COLUMN block_id bigint;

UPDATE incoming i SET block_id = b.id
FROM register.block b
WHERE b.code = left(i.code, 3) AND i.code_is_standard;

UPDATE incoming i SET block_id = found.block_id
FROM (
    SELECT DISTINCT ON (w.row_no) w.row_no, b.id AS block_id
    FROM incoming w
    JOIN register.block b ON ST_Intersects(b.geom, ST_PointOnSurface(w.geom))
    WHERE w.block_id IS NULL AND w.geom IS NOT NULL
    ORDER BY w.row_no, b.code
) found
WHERE i.row_no = found.row_no;
