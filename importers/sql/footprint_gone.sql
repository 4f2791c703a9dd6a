-- What a source showed before within the ground that this file covers, and shows no
-- more, is gone since the day of this observation. Older files take nothing away.
WITH gone AS (
    UPDATE register.footprint t SET gone_on = s.day
    FROM observed_ground s
    WHERE t.source = s.source AND t.gone_on IS NULL
      AND t.geom && s.ground AND ST_Within(t.geom, s.ground)
      AND (t.observed_on IS NULL OR t.observed_on <= s.day)
      AND NOT EXISTS (SELECT FROM observed o
                      WHERE o.source = t.source AND o.code = t.code)
    RETURNING t.id
)
INSERT INTO problem (code, severity, details)
SELECT :rule(file.footprints_gone), jsonb_build_object('count', count(*))
FROM gone HAVING count(*) > 0;
