namespace IpMonitor.Silo.Sql;

/// <summary>
/// Schema of a PostgreSQL store, as one script per version; tables and columns equal those of SQLite.
/// </summary>
internal static class PostgresSchema
{
    // Text compares by bytes, as in SQLite. Buckets are updated often and their index never, so free space in their
    // pages allows heap-only updates (HOT).
    private const string First = """
        CREATE DOMAIN code AS TEXT COLLATE "C";
        CREATE TABLE commits (
            position BIGINT PRIMARY KEY,
            known    BIGINT NOT NULL);
        CREATE INDEX commits_by_known ON commits (known);
        CREATE TABLE streams (
            city      code PRIMARY KEY,
            version   BIGINT NOT NULL,
            position  BIGINT NOT NULL,
            authority TEXT NOT NULL DEFAULT '');
        CREATE TABLE events (
            number    BIGINT PRIMARY KEY,
            position  BIGINT NOT NULL,
            received  BIGINT NOT NULL,
            source    code NOT NULL,
            id        code NOT NULL,
            city      code NOT NULL,
            unit      code NOT NULL,
            metric    code NOT NULL,
            value     BIGINT NOT NULL,
            weight    BIGINT,
            date      code NOT NULL,
            campaign  code NOT NULL,
            ref       TEXT,
            note      TEXT,
            qualifier code NOT NULL,
            op        code NOT NULL,
            basis     code NOT NULL,
            target_source code,
            target_id code,
            batch     code,
            UNIQUE (source, id));
        CREATE INDEX events_by_target ON events (target_source, target_id) WHERE target_id IS NOT NULL;
        CREATE INDEX events_by_metric ON events (metric, city, date);
        CREATE INDEX events_by_city ON events (city, number);
        CREATE INDEX events_by_campaign ON events (campaign) WHERE campaign <> '';
        CREATE INDEX events_by_batch ON events (batch) WHERE batch IS NOT NULL;
        CREATE INDEX events_by_position ON events (position);
        CREATE INDEX corrections_by_city ON events (city, target_source, target_id) WHERE target_id IS NOT NULL;
        CREATE TABLE states (
            number   BIGINT NOT NULL,
            position BIGINT NOT NULL,
            state    code NOT NULL,
            PRIMARY KEY (number, position));
        CREATE INDEX states_by_position ON states (position);
        CREATE TABLE buckets (
            city     code NOT NULL,
            campaign code NOT NULL,
            unit     code NOT NULL,
            metric   code NOT NULL,
            day      code NOT NULL,
            count    BIGINT NOT NULL,
            sum      BIGINT NOT NULL,
            weight   BIGINT NOT NULL,
            overs    BIGINT NOT NULL,
            abouts   BIGINT NOT NULL,
            corrected BIGINT NOT NULL,
            readings BIGINT NOT NULL,
            finals   BIGINT NOT NULL,
            position BIGINT NOT NULL,
            PRIMARY KEY (city, campaign, unit, metric, day)) WITH (fillfactor = 70);
        CREATE TABLE closings (
            metric    code NOT NULL,
            city      code NOT NULL,
            campaign  code NOT NULL,
            unit      code NOT NULL,
            day       code NOT NULL,
            known_day code NOT NULL,
            count     BIGINT NOT NULL,
            sum       BIGINT NOT NULL,
            weight    BIGINT NOT NULL,
            overs     BIGINT NOT NULL,
            abouts    BIGINT NOT NULL,
            corrected BIGINT NOT NULL,
            readings  BIGINT NOT NULL,
            finals    BIGINT NOT NULL,
            PRIMARY KEY (metric, city, campaign, unit, day, known_day));
        CREATE INDEX closings_by_known_day ON closings (known_day, metric);
        CREATE TABLE reworked (
            position BIGINT NOT NULL,
            city     code NOT NULL,
            campaign code NOT NULL,
            unit     code NOT NULL,
            metric   code NOT NULL,
            day      code NOT NULL,
            PRIMARY KEY (position, city, campaign, unit, metric, day));
        CREATE TABLE horizon (position BIGINT NOT NULL);
        INSERT INTO horizon VALUES (0);
        CREATE TABLE reference (
            document code NOT NULL,
            position BIGINT NOT NULL,
            author   TEXT NOT NULL,
            text     TEXT NOT NULL,
            PRIMARY KEY (document, position));
        """;

    private const string Second = """
        CREATE TABLE screens (
            id         code PRIMARY KEY,
            version    BIGINT NOT NULL,
            token_hash TEXT NOT NULL,
            screen     TEXT NOT NULL);
        """;

    // Pending bucket changes of large commits. Compression would cost more than the write.
    private const string Third = """
        CREATE TABLE behind (
            position BIGINT PRIMARY KEY,
            count    BIGINT NOT NULL,
            changes  TEXT NOT NULL);
        ALTER TABLE behind ALTER COLUMN changes SET STORAGE EXTERNAL;
        """;

    private const string Fourth = """
        CREATE TABLE records (
            kind    code NOT NULL,
            id      code NOT NULL,
            version BIGINT NOT NULL,
            text    TEXT NOT NULL,
            PRIMARY KEY (kind, id));
        CREATE TABLE audit (
            number BIGINT PRIMARY KEY,
            at     BIGINT NOT NULL,
            text   TEXT NOT NULL,
            hash   TEXT NOT NULL);
        """;

    // Audit rows are append-only; ALWAYS also fires the trigger in sessions with session_replication_role = replica.
    private const string Fifth = """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the audit trail is not to be changed'; END $$;
        CREATE TRIGGER audit_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_not_changed;
        """;

    private const string Sixth = """
        CREATE INDEX cumulative_by_metric ON events (metric, city, date) WHERE basis = 'Ytd';
        CREATE TABLE clock_faults (
            last  BIGINT PRIMARY KEY,
            first BIGINT NOT NULL);
        """;

    /// <summary>Scripts in order; each upgrades the version before. There is no downgrade.</summary>
    public static readonly string[] Versions = [First, Second, Third, Fourth, Fifth, Sixth];
}
