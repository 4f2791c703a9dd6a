-- What is left on land that is no more: nothing is lost, and a person is told.
INSERT INTO staging.staged_issue (batch_id, row_no, at_check, code, severity, field, value,
                                  details)
SELECT :batch, NULL, true, 'reconcile.left_behind', 'warning', 'code', p.code,
       jsonb_build_object('left', string_agg(l.what || ' ' || l.n, ', ' ORDER BY l.what))
FROM (SELECT parent_id AS id FROM descent UNION SELECT id FROM retiring) gone
JOIN register.parcel p ON p.id = gone.id AND p.status = 'retired'
JOIN (
    :counts
) l ON l.id = p.id
WHERE l.n > 0
GROUP BY p.code;
