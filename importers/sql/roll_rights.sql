-- Who owns what by the accounts of a roll: a building or unit is its account's, land
-- of several accounts is theirs together in proportion to their land values.
DROP TABLE IF EXISTS pg_temp.gathered;

CREATE TEMP TABLE gathered ON COMMIT DROP AS
SELECT NULL::text AS outcome, NULL::bigint AS target_id, NULL::text[] AS flawed,
       'owner' AS kind, NULL::date AS start_on, r.*
FROM (
    SELECT row_no, party_id, parcel_id, NULL::bigint AS building_id,
           NULL::bigint AS unit_id,
           CASE WHEN n = 1 OR all_land = 0 THEN 1 ELSE land END::bigint AS share_num,
           CASE WHEN n = 1 THEN 1 WHEN all_land = 0 THEN n ELSE all_land END::bigint
               AS share_den
    FROM (
        SELECT row_no, party_id, parcel_id,
               greatest(land_value, 0) * 100 AS land,
               sum(greatest(land_value, 0) * 100) OVER parcel AS all_land,
               count(*) OVER parcel AS n
        FROM incoming
        WHERE condo <> 'unit'
        WINDOW parcel AS (PARTITION BY parcel_id, from_year_be)
    ) land
    WHERE n = 1 OR all_land = 0 OR land > 0
    UNION ALL
    SELECT row_no, party_id, NULL, building_id, NULL, 1, 1
    FROM incoming WHERE building_id IS NOT NULL
    UNION ALL
    SELECT row_no, party_id, NULL, NULL, unit_id, 1, 1
    FROM incoming WHERE unit_id IS NOT NULL
) r;
