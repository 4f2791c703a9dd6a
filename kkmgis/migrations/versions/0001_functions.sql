CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA register;
CREATE SCHEMA private;
CREATE SCHEMA history;
CREATE SCHEMA staging;
CREATE SCHEMA tax;
CREATE SCHEMA coverage;
CREATE SCHEMA account;
CREATE SCHEMA audit;

-- Who writes, why, and from which file: set by kkmgis.db.acting for a transaction.
CREATE FUNCTION history.actor() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('kkmgis.actor', true), ''), session_user) $$;

CREATE FUNCTION history.reason() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('kkmgis.reason', true), '') $$;

CREATE FUNCTION history.batch() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('kkmgis.batch', true), '')::bigint $$;

-- One mechanism for all register tables: the row that goes is copied to
-- history.<table> with the moment its time ended, the one that comes counts up.
CREATE FUNCTION history.keep() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        NEW.version := OLD.version + 1;
        -- Two changes in one transaction still follow each other in time.
        NEW.sys_from := greatest(clock_timestamp(), OLD.sys_from + interval '1 microsecond');
        NEW.changed_by := history.actor();
        NEW.change_reason := history.reason();
        NEW.batch_id := history.batch();
        EXECUTE format('INSERT INTO history.%I SELECT $1, $2, $3, ($4).*', TG_TABLE_NAME)
            USING NEW.sys_from, NEW.changed_by, 'update', OLD;
        RETURN NEW;
    END IF;
    EXECUTE format('INSERT INTO history.%I SELECT $1, $2, $3, ($4).*', TG_TABLE_NAME)
        USING greatest(clock_timestamp(), OLD.sys_from + interval '1 microsecond'),
              history.actor(), 'delete', OLD;
    RETURN OLD;
END
$$;

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

-- Every transaction that writes counts here, once a table: the sum over a table
-- tells a cache whether anything it was made from has changed since.
CREATE FUNCTION audit.beat() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    -- A local setting goes back with a savepoint, as the count itself does.
    IF current_setting('kkmgis.beat_' || TG_TABLE_NAME, true)
       IS DISTINCT FROM pg_current_xact_id()::text THEN
        INSERT INTO audit.pulse AS p (relation, pid, changes)
        VALUES (TG_TABLE_NAME, pg_backend_pid(), 1)
        ON CONFLICT (relation, pid) DO UPDATE SET changes = p.changes + 1;
        PERFORM set_config('kkmgis.beat_' || TG_TABLE_NAME,
                           pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END
$$;
