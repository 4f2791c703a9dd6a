-- Shapes as received: with heights, and with whatever else a file holds.
ALTER TABLE staging.staged_row ALTER COLUMN geom TYPE geometry;

ALTER TABLE staging.batch ADD COLUMN corrects BIGINT
    CONSTRAINT fk_batch_corrects REFERENCES staging.batch (id);

CREATE TABLE staging.correction (
    batch_id BIGINT NOT NULL,
    row_no INTEGER NOT NULL,
    of_batch BIGINT NOT NULL,
    of_row INTEGER NOT NULL,
    taken BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_correction PRIMARY KEY (batch_id, row_no, of_batch),
    CONSTRAINT fk_correction_batch_id FOREIGN KEY (batch_id)
        REFERENCES staging.batch (id) ON DELETE CASCADE,
    CONSTRAINT fk_correction_of_batch FOREIGN KEY (of_batch, of_row)
        REFERENCES staging.staged_row (batch_id, row_no) ON DELETE CASCADE
);

CREATE INDEX ix_correction_of_batch ON staging.correction (of_batch, of_row);

-- Rejected rows that wait for a person: none that counts has come in mended.
CREATE VIEW staging.open_reject AS
    SELECT r.batch_id, r.row_no
    FROM staging.staged_row r
    WHERE r.outcome = 'rejected' AND NOT EXISTS (
        SELECT FROM staging.correction c
        JOIN staging.batch b ON b.id = c.batch_id AND b.status = 'promoted'
        WHERE c.of_batch = r.batch_id AND c.of_row = r.row_no AND c.taken);
