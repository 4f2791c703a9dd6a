-- The last contract of an asset has run out, was not ended by anybody, and no
-- other followed: the tenant holds over, or the register is behind.
WITH last AS (
    SELECT DISTINCT ON (l.asset_id) l.* FROM register.lease l
    ORDER BY l.asset_id, l.end_on DESC NULLS FIRST, l.start_on DESC, l.id DESC
)
SELECT l.contract_no AS key, 'warning' AS severity, 'lease' AS subject_kind,
       l.id AS subject_id, l.contract_no AS subject_code,
       coalesce(a.parcel_id, d.parcel_id) AS parcel_id,
       jsonb_build_object('asset', a.code, 'asset_name', a.name, 'end_on', l.end_on,
           'rent_satang', l.rent_satang, 'rent_period', l.rent_period) AS evidence,
       '{}'::jsonb AS facts, coalesce(a.geom, d.geom, p.geom) AS geom
FROM last l JOIN register.asset a ON a.id = l.asset_id
LEFT JOIN register.building d ON d.id = a.building_id
LEFT JOIN register.parcel p ON p.id = coalesce(a.parcel_id, d.parcel_id)
WHERE l.end_on < %(seen)s::date AND l.terminated_on IS NULL
