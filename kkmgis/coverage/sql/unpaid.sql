-- Assessments of the run that counts whose day of payment has passed without any
-- money, or whose last instalment has without all of it. What was paid on a former
-- run's bill of the same year counts for the same taxpayers.
WITH paid AS (
    SELECT a.party_ids, sum(s.amount_satang)::bigint AS satang
    FROM tax.payment_share s
    JOIN tax.standing_payment p ON p.id = s.payment_id
    JOIN tax.run r ON r.id = s.run_id AND r.tax = 'land_building'
        AND r.tax_year_be = %(year)s::int
    JOIN tax.assessment a ON a.run_id = s.run_id AND a.number = s.assessment_number
    GROUP BY a.party_ids
), owed AS (
    SELECT a.number, a.party_ids, a.total_satang, coalesce(p.satang, 0) AS paid
    FROM tax.assessment a LEFT JOIN paid p ON p.party_ids = a.party_ids
    WHERE a.run_id = %(land_run)s::bigint AND a.total_satang > coalesce(p.satang, 0)
      AND CASE WHEN coalesce(p.satang, 0) = 0 THEN %(pay_by)s::date
               ELSE %(last_part_by)s::date END < %(seen)s::date
), object AS (
    SELECT DISTINCT ON (l.assessment_number) l.assessment_number AS number, l.parcel_id
    FROM tax.line l JOIN owed o ON o.number = l.assessment_number
    WHERE l.run_id = %(land_run)s::bigint AND l.parcel_id IS NOT NULL
    ORDER BY l.assessment_number, l.tax_satang DESC, l.parcel_id
)
SELECT %(year)s::int || ':' || CASE WHEN cardinality(o.party_ids) <= 5 THEN c.codes
           ELSE md5(array_to_string(o.party_ids, ',')) END AS key,
       'error' AS severity, 'assessment' AS subject_kind, o.number::bigint AS subject_id,
       c.codes AS subject_code, b.parcel_id,
       jsonb_build_object('total_satang', o.total_satang, 'paid_satang', o.paid,
           'due_on', CASE WHEN o.paid = 0 THEN %(pay_by)s::date
                          ELSE %(last_part_by)s::date END,
           'parcel', p.code) AS evidence,
       '{}'::jsonb AS facts, p.geom
FROM owed o
CROSS JOIN LATERAL (
    SELECT string_agg(t.code, ', ' ORDER BY t.code COLLATE "C") AS codes
    FROM register.party t WHERE t.id = ANY(o.party_ids)) c
LEFT JOIN object b ON b.number = o.number
LEFT JOIN register.parcel p ON p.id = b.parcel_id
