INSERT INTO register.store (srid) VALUES (:SRID);

INSERT INTO account.role (code, name_th, name_en) VALUES
    ('admin', 'ผู้ดูแลระบบ', 'Administrator'),
    ('officer', 'เจ้าหน้าที่แผนที่ภาษี', 'Tax officer'),
    ('finance', 'เจ้าหน้าที่การเงิน', 'Finance officer'),
    ('planner', 'นักผังเมือง', 'Planner'),
    ('viewer', 'ผู้เยี่ยมชม', 'Viewer');

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'authority', 'block', 'public_area', 'parcel', 'building', 'condominium',
        'unit', 'party', 'property_right', 'property_use', 'land_price',
        'building_price', 'condo_price', 'stated_value', 'sign', 'asset', 'lease']
    LOOP
        EXECUTE format(
            'CREATE TABLE history.%1$I (ended_at timestamptz NOT NULL,
                 ended_by text NOT NULL, ended_how text NOT NULL
                 CONSTRAINT ck_%1$s_ended_how CHECK (ended_how IN (''update'', ''delete'')),
                 LIKE register.%1$I)', name);
        EXECUTE format('CREATE INDEX ix_%1$s_history_id ON history.%1$I (id, version)', name);
        EXECUTE format('CREATE INDEX ix_%1$s_history_time ON history.%1$I (ended_at, sys_from)', name);
        EXECUTE format(
            'CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON register.%I
                 FOR EACH ROW EXECUTE FUNCTION history.keep()', name);
        EXECUTE format(
            'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history.%I
                 FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()', name);
        -- The register as it stood at a moment; same columns as the table.
        EXECUTE format(
            'CREATE FUNCTION history.%1$s_as_of(moment timestamptz)
                 RETURNS SETOF register.%1$I LANGUAGE sql STABLE AS
             $f$ SELECT t.* FROM register.%1$I t WHERE t.sys_from <= moment
                 UNION ALL
                 SELECT (jsonb_populate_record(NULL::register.%1$I,
                            to_jsonb(h) - ''ended_at'' - ''ended_by'' - ''ended_how'')).*
                 FROM history.%1$I h WHERE h.sys_from <= moment AND h.ended_at > moment $f$', name);
    END LOOP;
END
$$;

-- The history of a parcel is looked up by what stood on it, also when it is gone.
DO $$
DECLARE
    col record;
BEGIN
    FOR col IN SELECT c.table_name, c.column_name FROM information_schema.columns c
        WHERE c.table_schema = 'history' AND c.column_name IN ('parcel_id', 'building_id')
    LOOP
        EXECUTE format('CREATE INDEX ix_%1$s_history_%2$s ON history.%1$I (%2$I)',
                       col.table_name, col.column_name);
    END LOOP;
END
$$;

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT schemaname, tablename FROM pg_tables
        WHERE schemaname IN ('register', 'account')
           OR (schemaname, tablename) IN (('coverage', 'gap'), ('tax', 'run'))
    LOOP
        EXECUTE format(
            'CREATE TRIGGER beat AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I.%I
                 FOR EACH STATEMENT EXECUTE FUNCTION audit.beat()', t.schemaname, t.tablename);
    END LOOP;
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register.parcel_lineage
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON coverage.gap_event
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON tax.assessment
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON tax.line
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON tax.set_aside
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON tax.rule_book
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only_when_done BEFORE UPDATE ON tax.run
    FOR EACH ROW WHEN (OLD.status = 'done') EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON tax.run
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

-- Search as typed: code, deed, address, name, in any place of the word.
CREATE INDEX ix_parcel_code_trgm ON register.parcel USING gin (code gin_trgm_ops);
CREATE INDEX ix_parcel_deed_trgm ON register.parcel USING gin (deed_no gin_trgm_ops);
CREATE INDEX ix_parcel_address_trgm ON register.parcel USING gin (
    (coalesce(house_no, '') || ' ' || coalesce(soi, '') || ' ' || coalesce(road, '')
     || ' ' || coalesce(tambon, '')) gin_trgm_ops);
CREATE INDEX ix_building_house_trgm ON register.building USING gin (house_no gin_trgm_ops);
CREATE INDEX ix_party_name_trgm ON register.party USING gin (
    (name || ' ' || coalesce(surname, '')) gin_trgm_ops);
CREATE INDEX ix_sign_business_trgm ON register.sign USING gin (business_name gin_trgm_ops);

-- What begins with the words comes first: ordered by bytes, so that a search reads
-- the first few entries and stops, in any locale of the server.
CREATE INDEX ix_parcel_code_search ON register.parcel (code COLLATE "C");
CREATE INDEX ix_parcel_deed_search ON register.parcel (deed_no COLLATE "C");
CREATE INDEX ix_parcel_house_search ON register.parcel (house_no COLLATE "C");
CREATE INDEX ix_building_code_search ON register.building (code COLLATE "C");
CREATE INDEX ix_building_house_search ON register.building (house_no COLLATE "C");
CREATE INDEX ix_party_name_search ON register.party (name COLLATE "C", surname COLLATE "C");
CREATE INDEX ix_party_surname_search ON register.party (surname COLLATE "C");
CREATE INDEX ix_sign_business_search ON register.sign (business_name COLLATE "C");
CREATE INDEX ix_land_price_deed_search ON register.land_price (utm_map1, land_no)
    WHERE utm_map1 IS NOT NULL;

-- The run that counts: the latest finished one of each tax and year.
CREATE VIEW tax.current_run AS
    SELECT DISTINCT ON (tax, tax_year_be) *
    FROM tax.run WHERE status = 'done' ORDER BY tax, tax_year_be, id DESC;

CREATE VIEW tax.current_line AS
    SELECT l.*, r.tax, r.tax_year_be, r.rule_book
    FROM tax.line l JOIN tax.current_run r ON r.id = l.run_id;
