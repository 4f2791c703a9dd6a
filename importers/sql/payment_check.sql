ALTER TABLE incoming ADD COLUMN amount_satang bigint, ADD COLUMN run_id bigint,
    ADD COLUMN assessment_number integer, ADD COLUMN suspense text,
    ADD COLUMN attempt integer;

UPDATE incoming SET amount_satang = amount_baht * 100;

-- What stands in the books under the same reference of the bank is the same payment,
-- or one of the two is wrong: neither is booked again.
UPDATE incoming i SET target_id = p.id, outcome = 'unchanged'
FROM tax.standing_payment p
WHERE p.bank_code = i.bank_code AND p.account_no = i.account_no
  AND p.bank_ref = i.bank_ref;

INSERT INTO problem (row_no, code, severity, field, value, details)
SELECT i.row_no, :rule(payment.contradicted), 'bank_ref', i.bank_ref,
       jsonb_build_object('booked', to_char(p.amount_satang / 100.0,
                                             'FM999,999,999,990.00'),
                          'day', p.paid_on, 'payment', p.id)
FROM incoming i JOIN tax.payment p ON p.id = i.target_id
WHERE (p.amount_satang, p.paid_on, coalesce(p.ref1, ''), coalesce(p.ref2, ''))
      <> (i.amount_satang, i.paid_on, coalesce(i.ref1, ''), coalesce(i.ref2, ''));

-- Reference 1 as kkmgis.bill_reference writes it; a wrong digit fails the modulus.
UPDATE incoming i SET suspense = CASE
        WHEN r.plain = '' THEN 'no_reference'
        WHEN r.plain !~ '^[12]2[56]\d{17}$' THEN 'reference_unreadable'
        WHEN r.plain::numeric % 97 <> 1 THEN 'reference_unreadable'
        ELSE 'no_assessment' END,
    run_id = CASE WHEN r.plain ~ '^[12]2[56]\d{17}$' AND r.plain::numeric % 97 = 1
        THEN substr(r.plain, 6, 6)::bigint END,
    assessment_number = CASE WHEN r.plain ~ '^[12]2[56]\d{17}$' AND r.plain::numeric % 97 = 1
        THEN substr(r.plain, 12, 7)::integer END
FROM (SELECT row_no AS n, regexp_replace(coalesce(ref1, ''), '[\s-]', '', 'g') AS plain
      FROM incoming) r
WHERE r.n = i.row_no AND i.outcome IS NULL;

UPDATE incoming i SET suspense = NULL
FROM tax.assessment a JOIN tax.run r ON r.id = a.run_id AND r.status = 'done'
WHERE i.suspense = 'no_assessment' AND a.run_id = i.run_id
  AND a.number = i.assessment_number
  AND regexp_replace(i.ref1, '[\s-]', '', 'g') LIKE
      CASE r.tax WHEN 'sign' THEN '2' ELSE '1' END || r.tax_year_be || '%';

INSERT INTO problem (row_no, code, severity, field)
SELECT row_no, :rule(payment.no_reference), 'ref1'
FROM incoming WHERE suspense = 'no_reference';

INSERT INTO problem (row_no, code, severity, field, value)
SELECT row_no, :rule(payment.reference_unreadable), 'ref1', ref1
FROM incoming WHERE suspense = 'reference_unreadable';

INSERT INTO problem (row_no, code, severity, field, value)
SELECT row_no, :rule(payment.no_assessment), 'ref1', ref1
FROM incoming WHERE suspense = 'no_assessment';
