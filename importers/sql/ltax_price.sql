-- The workbook's price of land counts where the register has none for the year.
WITH fresh AS (
    INSERT INTO register.land_price (key, parcel_code, from_year_be, price_baht_per_wa)
    SELECT DISTINCT ON (i.code) 'parcel ' || i.code, i.code, :year, i.price_per_wa
    FROM incoming i
    JOIN register.parcel p ON p.id = i.object_id
    LEFT JOIN register.block b ON b.id = p.block_id
    WHERE i.price_per_wa > 0 AND NOT EXISTS (
        SELECT FROM register.land_price l
        WHERE l.key IN ('parcel ' || p.code, 'block ' || b.code,
                        concat_ws(' ', 'deed', p.utm_map1, p.utm_map2, p.utm_map3,
                                  p.utm_map4, p.utm_scale, p.land_no))
          AND l.from_year_be <= :year AND coalesce(l.to_year_be, :year) >= :year)
    ORDER BY i.code, i.row_no
    ON CONFLICT (key, from_year_be) DO NOTHING
    RETURNING parcel_code
)
UPDATE incoming i SET outcome = 'updated' FROM fresh f WHERE f.parcel_code = i.code;
