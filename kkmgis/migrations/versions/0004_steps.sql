-- An import in steps: rows are staged stretch by stretch and wait for a decision.
ALTER TABLE staging.batch DROP CONSTRAINT ck_batch_status_known;
ALTER TABLE staging.batch ADD CONSTRAINT ck_batch_status_known CHECK (status IN
    ('staging', 'staged', 'checked', 'promoted', 'dry_run', 'discarded', 'failed', 'undone'));

-- Found in the file alone, or when it was held against the register: what the
-- register has to do with is looked at again at each check.
ALTER TABLE staging.staged_issue ADD COLUMN at_check BOOLEAN DEFAULT false NOT NULL;
