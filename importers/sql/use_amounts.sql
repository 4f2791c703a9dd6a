-- Uses must add up to the object: to its area, or as plain shares to one.
INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT s.row_no, :rule(use.amounts), 'amount', s.object_code,
       jsonb_build_object('sum', trim_scale(s.total), 'area', trim_scale(s.area))
FROM (
    SELECT min(i.row_no) AS row_no, i.object_code, sum(i.amount) AS total,
           max(coalesce(p.area_wa, b.floor_area_m2, u.area_m2)) AS area
    FROM incoming i
    LEFT JOIN register.parcel p ON p.id = i.parcel_id
    LEFT JOIN register.building b ON b.id = i.building_id
    LEFT JOIN register.unit u ON u.id = i.unit_id
    GROUP BY i.object_kind, i.object_code, i.from_year_be
) s
WHERE s.total <> 1
  AND abs(s.total - s.area) > 0.005 * s.area;
