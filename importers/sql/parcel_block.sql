-- After an import of blocks: parcels that have none yet get the block that their
-- code names, else the one they lie in. An officer's choice is left alone.
UPDATE register.parcel p SET block_id = b.id
FROM register.block b
WHERE p.block_id IS NULL AND b.code = left(p.code, 3) AND p.code_is_standard;

UPDATE register.parcel p SET block_id = found.block_id
FROM (
    SELECT DISTINCT ON (p.id) p.id AS parcel_id, b.id AS block_id
    FROM register.parcel p
    JOIN register.block b ON ST_Intersects(b.geom, ST_PointOnSurface(p.geom))
    WHERE p.block_id IS NULL
    ORDER BY p.id, b.code
) found
WHERE p.id = found.parcel_id;
