-- Temporary signs that were allowed until some day, have not been taken down by the
-- day of grace that the applicant undertook, and stand or are said by nobody to be gone.
WITH typical AS (
    SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY width_cm * height_cm),
                    20000) AS area
    FROM register.sign_permit WHERE width_cm IS NOT NULL
), overdue AS (
    SELECT s.*, t.area AS typical_area
    FROM register.sign_permit s, typical t
    WHERE s.status = 'approved' AND s.removed_on IS NULL
      AND s.end_on + %(permit_grace_days)s::int < %(seen)s::date
)
SELECT o.permit_no AS key,
       CASE WHEN o.end_on + 30 < %(seen)s::date THEN 'error' ELSE 'warning' END
           AS severity,
       'permit' AS subject_kind, o.id AS subject_id, o.permit_no AS subject_code,
       coalesce(o.parcel_id, g.parcel_id) AS parcel_id,
       jsonb_strip_nulls(jsonb_build_object('end_on', o.end_on, 'place', o.place,
           'purpose', o.purpose, 'quantity', o.quantity, 'sign', g.code,
           'width_cm', o.width_cm, 'height_cm', o.height_cm,
           'fee_satang', o.fee_satang)) AS evidence,
       jsonb_build_object(
           'area', (coalesce(o.width_cm * o.height_cm, o.typical_area) * 10000)::bigint,
           'no_size', o.width_cm IS NULL OR o.height_cm IS NULL,
           'sides', o.sides, 'text_class', g.text_class) AS facts,
       coalesce(o.geom, g.geom, p.geom) AS geom
FROM overdue o
LEFT JOIN register.sign g ON g.id = o.sign_id
LEFT JOIN register.parcel p ON p.id = coalesce(o.parcel_id, g.parcel_id)
