-- Rights in PostgreSQL 15 or later: one account owns the tables and upgrades them, the other, which the server runs as, may do
-- what its work needs and no more. Of the audit trail that is to read and to add.
--
-- Once, as a superuser (ipm has no password here: let it come by a client certificate, docs/operations/backup.md):
--   CREATE ROLE ipm_owner LOGIN; CREATE ROLE ipm LOGIN; CREATE DATABASE ipm OWNER ipm_owner;
-- At first and with each new version, as ipm_owner:
--   IPM_DATABASE="Host=…;Database=ipm;Username=ipm_owner;…" dotnet ipm.cs upgrade
--   psql -d ipm -U ipm_owner -v ON_ERROR_STOP=1 -f docs/least-rights.sql
-- verify, export and backup do with ipm; import and restore want ipm_owner.

BEGIN;

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO ipm', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC, ipm;
GRANT USAGE ON SCHEMA public TO ipm;

-- What a version before granted and this one does not, goes.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ipm;
GRANT SELECT ON schema_version TO ipm;

-- Written once.
GRANT SELECT, INSERT ON commits, clock_faults, events, audit TO ipm;

-- What they come to.
GRANT SELECT, INSERT, UPDATE ON streams, buckets TO ipm;
GRANT SELECT, INSERT, DELETE ON behind TO ipm;

-- What is only needed to look back goes when the office says so (Retention:LookBackDays).
GRANT SELECT, UPDATE ON horizon TO ipm;
GRANT SELECT, INSERT, DELETE ON states, closings, reworked, reference TO ipm;

-- What people change by hand.
GRANT SELECT, INSERT, UPDATE, DELETE ON screens, records TO ipm;

COMMIT;
