-- What an object is called, whatever table it is of: its code, the code of what it
-- belongs to, else its number.
CREATE FUNCTION history.code_of(thing jsonb) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(
       thing ->> 'code', thing ->> 'contract_no', thing ->> 'permit_no',
       (SELECT code FROM register.parcel
        WHERE id = coalesce(thing ->> 'parcel_id', thing ->> 'child_id')::bigint),
       (SELECT code FROM register.building WHERE id = (thing ->> 'building_id')::bigint),
       (SELECT code FROM register.unit WHERE id = (thing ->> 'unit_id')::bigint),
       thing ->> 'type_code', thing ->> 'parcel_code', thing ->> 'block_code',
       thing ->> 'id', '') $$;

-- Descent by an import goes when the import is undone, and is kept in history then;
-- nothing else may touch it.
ALTER TABLE register.parcel_lineage ADD COLUMN batch_id BIGINT DEFAULT history.batch();

CREATE INDEX ix_parcel_lineage_batch_id ON register.parcel_lineage (batch_id);

CREATE TABLE history.parcel_lineage (
    ended_at timestamptz NOT NULL,
    ended_by text NOT NULL,
    LIKE register.parcel_lineage
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history.parcel_lineage
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

CREATE FUNCTION history.keep_lineage() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP = 'UPDATE' OR OLD.batch_id IS DISTINCT FROM
       nullif(current_setting('kkmgis.undoing', true), '')::bigint THEN
        RAISE EXCEPTION 'register.parcel_lineage is append-only: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO history.parcel_lineage
    SELECT clock_timestamp(), history.actor(), (OLD).*;
    RETURN OLD;
END
$$;

DROP TRIGGER append_only ON register.parcel_lineage;

CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON register.parcel_lineage
    FOR EACH ROW EXECUTE FUNCTION history.keep_lineage();

-- What a batch would do to the register, row by row, for a person to decide by.
CREATE TABLE staging.difference (
    batch_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    object VARCHAR NOT NULL,
    code VARCHAR,
    row_no INTEGER,
    object_id BIGINT,
    details JSONB DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT pk_difference PRIMARY KEY (batch_id, place),
    CONSTRAINT ck_difference_what_known CHECK (what IN
        ('new', 'changed', 'moved', 'split', 'merged', 'gone')),
    CONSTRAINT fk_difference_batch_id FOREIGN KEY (batch_id)
        REFERENCES staging.batch (id) ON DELETE CASCADE
);

CREATE INDEX ix_difference_what ON staging.difference (batch_id, what, place);
