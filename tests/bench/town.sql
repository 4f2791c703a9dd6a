-- A town of 65,000 parcels, about 81,000 buildings, 3,000 units and 12,000 signs for
-- tests/bench/assess.py. Blocks of 10 by 1 parcels between roads; every tenth owner
-- holds a few adjoining parcels, one parcel in 50 is the state's, one in 20 is shared,
-- a quarter of the built parcels have no use of their own.
INSERT INTO register.party (code, kind, name)
SELECT 'P' || n,
       CASE WHEN n = 1 THEN 'government' WHEN n % 17 = 0 THEN 'company' ELSE 'person' END,
       'สมมุติ ' || n
FROM generate_series(1, 48000) n;

INSERT INTO register.block (code, zone_code, geom)
SELECT to_char(n / 26 + 1, 'FM00') || chr(65 + n % 26), to_char(n / 26 + 1, 'FM00'),
       ST_Multi(ST_MakeEnvelope(0, n * 10, 10, n * 10 + 10, :SRID))
FROM generate_series(0, 129) n;

INSERT INTO register.parcel (code, block_id, doc_type, deed_no, area_wa, geom)
SELECT b.code || to_char(n % 500, 'FM000'), b.id, 'chanote', n::text,
       100 + (n % 40) / 10.0,
       ST_Multi(ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[
           ST_MakePoint(x, y), ST_MakePoint(x + 10, y), ST_MakePoint(x + 20, y),
           ST_MakePoint(x + 20, y + 11), ST_MakePoint(x + 20, y + 20),
           ST_MakePoint(x + 9, y + 20), ST_MakePoint(x, y + 20), ST_MakePoint(x, y)])),
           :SRID))
FROM (SELECT n, 260000 + (n % 260) * 20 + (n % 260) / 10 * 8 AS x,
             1817000 + n / 260 * 20 AS y
      FROM generate_series(0, 64999) n) grid
JOIN register.block b
  ON b.code = to_char(n / 500 / 26 + 1, 'FM00') || chr(65 + n / 500 % 26);

INSERT INTO register.building
    (code, parcel_id, type_code, structure, storeys, floor_area_m2, built_year_be, geom)
SELECT p.code || '-B' || to_char(k, 'FM000'), p.id,
       CASE WHEN p.id % 9 = 0 THEN '402' ELSE '103' END,
       CASE WHEN p.id % 5 = 0 THEN 'wood' ELSE 'masonry' END,
       1 + p.id % 3, 80 + p.id % 200, 2520 + p.id % 45,
       ST_Multi(ST_MakeEnvelope(
           ST_XMin(p.geom) + 2, ST_YMin(p.geom) + 2 + (k - 1) * 6,
           ST_XMin(p.geom) + 12, ST_YMin(p.geom) + 6 + (k - 1) * 6, :SRID))
FROM register.parcel p, generate_series(1, 2) k
WHERE p.id % 8 <> 0 AND (k = 1 OR p.id % 7 < 3);

INSERT INTO register.property_right
    (party_id, parcel_id, share_num, share_den, home_from_year_be)
SELECT CASE WHEN id % 50 = 0 THEN 1
            WHEN id % 10 < 4 THEN 2 + id / 10 * 10 % 45000
            ELSE 2 + id % 45000 END,
       id, 1, CASE WHEN id % 20 = 3 THEN 2 ELSE 1 END,
       CASE WHEN id % 3 = 0 THEN 2563 END
FROM register.parcel;
INSERT INTO register.property_right (party_id, parcel_id, share_num, share_den)
SELECT 2 + id * 7 % 45000, id, 1, 2 FROM register.parcel WHERE id % 20 = 3;
INSERT INTO register.property_right (party_id, parcel_id, kind)
SELECT 3 + id % 40000, id, 'possessor' FROM register.parcel WHERE id % 500 = 0;
INSERT INTO register.property_right
    (party_id, building_id, share_num, share_den, home_from_year_be)
SELECT CASE WHEN b.id % 30 = 0 THEN 5 + b.id % 40000 ELSE r.party_id END,
       b.id, r.share_num, r.share_den, r.home_from_year_be
FROM register.building b JOIN register.property_right r USING (parcel_id);

INSERT INTO register.property_use
    (parcel_id, from_year_be, use, amount, vacant_since_be, exempt_under)
SELECT id, 2563, use, 100, CASE WHEN use = 'vacant' THEN 2563 + id % 5 END,
       CASE WHEN use = 'exempt' THEN '8(1)' END
FROM (SELECT id, CASE WHEN id % 50 = 0 THEN 'exempt'
                      WHEN id % 16 = 0 THEN 'vacant' WHEN id % 8 = 0 THEN 'agriculture'
                      WHEN id % 9 = 0 THEN 'other' ELSE 'residential' END AS use
      FROM register.parcel WHERE id % 4 <> 1 OR id % 8 = 0) used;
INSERT INTO register.property_use (building_id, from_year_be, use, amount, position)
SELECT id, 2563, CASE WHEN n = 2 OR id % 9 = 0 THEN 'other' ELSE 'residential' END,
       floor_area_m2 * CASE n WHEN 1 THEN 0.7 ELSE 0.3 END, n
FROM register.building, generate_series(1, 2) n WHERE n = 1 OR id % 6 = 0;

INSERT INTO register.land_price (key, from_year_be, parcel_code, price_baht_per_wa)
SELECT 'parcel:' || code, 2566, code, 5000 + id % 300 * 100
FROM register.parcel WHERE id % 100 <> 7;
INSERT INTO register.land_price (key, from_year_be, block_code, price_baht_per_wa)
SELECT 'block:' || code, 2566, code, 5000 FROM register.block;
INSERT INTO register.building_price (type_code, from_year_be, price_baht_per_m2)
VALUES ('103', 2566, 8450), ('402', 2566, 8050);

INSERT INTO register.condominium (code, name, parcel_id)
SELECT 'C' || n, 'อาคารชุดสมมุติ', (SELECT id FROM register.parcel WHERE deed_no = (n * 997)::text)
FROM generate_series(1, 20) n;
INSERT INTO register.unit (code, condominium_id, unit_no, floor_no, area_m2)
SELECT c.code || '-' || n, c.id, n::text, (n % 9)::text, 30 + n % 50
FROM register.condominium c, generate_series(1, 150) n;
INSERT INTO register.property_right (party_id, unit_id, home_from_year_be)
SELECT 100 + id, id, CASE WHEN id % 2 = 0 THEN 2566 END FROM register.unit;
INSERT INTO register.property_use (unit_id, from_year_be, use)
SELECT id, 2563, 'residential' FROM register.unit;
INSERT INTO register.condo_price
    (key, condominium_code, from_year_be, price_baht_per_m2)
SELECT code, code, 2566, 45000 FROM register.condominium;

INSERT INTO register.sign (code, parcel_id, owner_id, text_class, moving, width_cm,
                           height_cm, sides, installed_on)
SELECT 'S' || n, p.id, 2 + n, (ARRAY['thai', 'mixed', 'foreign'])[1 + n % 3],
       n % 11 = 0, 100 + n % 400, 60 + n % 200, 1 + n % 2, date '2015-01-01' + n % 4300
FROM generate_series(1, 12000) n JOIN register.parcel p ON p.deed_no = (n * 5)::text;
