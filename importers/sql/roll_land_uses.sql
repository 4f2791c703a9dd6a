-- Uses of a parcel: those of its ordinary accounts and of its condominium. Several
-- accounts share the land by their land values, the only measure that a roll has for
-- what part of the parcel is whose; where all are zero, evenly.
DROP TABLE IF EXISTS pg_temp.gathered;

CREATE TEMP TABLE gathered ON COMMIT DROP AS
SELECT NULL::text AS outcome, NULL::bigint AS target_id, NULL::text[] AS flawed,
       NULL::bigint AS building_id, NULL::bigint AS unit_id,
       u.row_no, u.parcel_id, u.from_year_be, u.use, u.vacant_since_be, u.exempt_under,
       row_number() OVER (PARTITION BY u.parcel_id, u.from_year_be ORDER BY u.row_no)
           AS position,
       CASE WHEN u.n = 1 OR u.all_land = 0 THEN 1 ELSE u.land END::numeric(14, 4)
           AS amount
FROM (
    SELECT min(row_no) AS row_no, parcel_id, from_year_be, use,
           CASE use WHEN 'vacant' THEN vacant_since_be END AS vacant_since_be,
           CASE use WHEN 'exempt' THEN exempt_under END AS exempt_under,
           sum(greatest(land_value, 0)) AS land,
           sum(sum(greatest(land_value, 0))) OVER parcel AS all_land,
           count(*) OVER parcel AS n
    FROM incoming
    WHERE condo <> 'unit'
    GROUP BY parcel_id, from_year_be, use,
             CASE use WHEN 'vacant' THEN vacant_since_be END,
             CASE use WHEN 'exempt' THEN exempt_under END
    WINDOW parcel AS (PARTITION BY parcel_id, from_year_be)
) u
WHERE u.n = 1 OR u.all_land = 0 OR u.land > 0;
