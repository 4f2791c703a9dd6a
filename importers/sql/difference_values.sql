-- Values that the file states for its objects are fields of them too.
UPDATE found f SET details = jsonb_set(
    f.details, '{fields,appraised_value}', jsonb_build_array(v.before, v.after))
FROM (
    SELECT s.:table_id AS id, max(h.value_baht) AS before, max(s.value_baht) AS after
    FROM register.stated_value s
    LEFT JOIN history.stated_value h
        ON h.id = s.id AND h.batch_id IS DISTINCT FROM s.batch_id
       AND h.version = s.version - 1
    WHERE s.batch_id = :batch AND s.:table_id IS NOT NULL
    GROUP BY 1
) v
WHERE f.object_id = v.id;
