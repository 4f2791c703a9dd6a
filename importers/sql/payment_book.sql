UPDATE incoming i SET outcome = 'loaded', attempt = 1 + (
        SELECT count(*) FROM tax.payment p
        WHERE p.bank_code = i.bank_code AND p.account_no = i.account_no
          AND p.bank_ref = i.bank_ref),
    target_id = nextval(pg_get_serial_sequence('tax.payment', 'id'))
WHERE i.outcome IS NULL;

INSERT INTO tax.payment (id, bank_code, account_no, bank_ref, attempt, paid_on,
    paid_time, amount_satang, channel, ref1, ref2, suspense)
SELECT target_id, bank_code, account_no, bank_ref, attempt, paid_on, paid_time,
       amount_satang, channel, ref1, ref2, suspense
FROM incoming WHERE outcome = 'loaded' ORDER BY row_no;

INSERT INTO tax.payment_share (payment_id, run_id, assessment_number, amount_satang)
SELECT target_id, run_id, assessment_number, amount_satang
FROM incoming WHERE outcome = 'loaded' AND suspense IS NULL ORDER BY row_no;
