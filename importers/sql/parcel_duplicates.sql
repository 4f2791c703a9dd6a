-- One code, several rows. The same shape twice is one parcel written twice: the
-- later row is refused. Different shapes are different land, and no land may be
-- lost: the largest keeps the code, the others come in as CODE~2, CODE~3, flagged,
-- until a person gives them codes of their own. Largest first, not first row first,
-- so that the same shapes in another order get the same codes.
CREATE TEMP TABLE repeated ON COMMIT DROP AS
SELECT code FROM incoming GROUP BY code HAVING count(*) > 1;

INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT row_no, :rule(row.repeated), 'code', code, jsonb_build_object('first', first)
FROM (
    SELECT row_no, code,
           min(row_no) OVER (PARTITION BY code, ST_AsEWKB(geom)) AS first
    FROM incoming
    WHERE code IN (SELECT code FROM repeated)
) twice
WHERE row_no > first;

DELETE FROM incoming i USING problem p
WHERE p.row_no = i.row_no AND p.code = 'row.repeated';

CREATE TEMP TABLE several ON COMMIT DROP AS
SELECT row_no, code, place
FROM (
    SELECT row_no, code, row_number() OVER (
        PARTITION BY code ORDER BY ST_Area(geom) DESC, ST_AsEWKB(geom)) AS place
    FROM incoming
    WHERE code IN (SELECT code FROM repeated)
) numbered
WHERE place > 1;

INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT row_no, :rule(code.duplicate_in_file), 'code', code,
       jsonb_build_object('code', code || '~' || place)
FROM several;

UPDATE incoming i SET code = s.code || '~' || s.place
FROM several s WHERE s.row_no = i.row_no;

DROP TABLE several;
DROP TABLE repeated;
