namespace IpMonitor.Silo.Sql;

/// <summary>Schema of a SQLite store, as one script per version.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>commits</term><description>Time (<c>known</c>, Unix milliseconds) of each position.</description></item>
/// <item><term>streams</term><description>Version of each city's events.</description></item>
/// <item><term>events</term><description>Reported events; <c>batch</c> is the submission.</description></item>
/// <item><term>states</term><description>States of events that do not simply count, by position.</description></item>
/// <item><term>buckets</term><description>
/// Sums per city, campaign, unit, metric and day; <c>overs</c>, <c>abouts</c>, <c>finals</c>, <c>readings</c> and
/// <c>corrected</c> count events of that kind in it.
/// </description></item>
/// <item><term>behind</term><description>Bucket changes of large commits that are not applied yet.</description></item>
/// <item><term>closings</term><description>Buckets at the end of the days that changed them.</description></item>
/// <item><term>reworked</term><description>Buckets that a commit recalculated, after a correction.</description></item>
/// <item><term>horizon</term><description>The first position that history can answer.</description></item>
/// <item><term>clock_faults</term><description>Ranges of positions committed under a wrong clock.</description></item>
/// <item><term>reference</term><description>Versions of reference documents.</description></item>
/// <item><term>screens, records, audit</term><description>Screens, accounts and keys, audit log.</description></item>
/// </list>
/// </remarks>
internal static class SqliteSchema
{
    // In buckets and events '' means no unit or no campaign, because primary keys have no NULL. Values are integers of
    // 1/10,000. For a mean, sum holds Σ value·weight and weight holds Σ weight. An event without a row in states
    // counts.
    private const string First = """
        CREATE TABLE commits (
            position INTEGER PRIMARY KEY,
            known    INTEGER NOT NULL);
        CREATE TABLE streams (
            city     TEXT PRIMARY KEY,
            version  INTEGER NOT NULL,
            position INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE events (
            number    INTEGER PRIMARY KEY,
            position  INTEGER NOT NULL,
            received  INTEGER NOT NULL,
            source    TEXT NOT NULL,
            id        TEXT NOT NULL,
            city      TEXT NOT NULL,
            unit      TEXT NOT NULL,
            metric    TEXT NOT NULL,
            value     INTEGER NOT NULL,
            weight    INTEGER,
            date      TEXT NOT NULL,
            campaign  TEXT NOT NULL,
            ref       TEXT,
            note      TEXT,
            qualifier TEXT NOT NULL,
            op        TEXT NOT NULL,
            basis     TEXT NOT NULL,
            target_source TEXT,
            target_id TEXT,
            UNIQUE (source, id));
        CREATE INDEX events_by_target ON events (target_source, target_id) WHERE target_id IS NOT NULL;
        CREATE TABLE states (
            number INTEGER PRIMARY KEY,
            state  TEXT NOT NULL);
        CREATE INDEX events_by_metric ON events (metric, city, date);
        CREATE INDEX events_by_city ON events (city);
        CREATE INDEX events_by_campaign ON events (campaign) WHERE campaign <> '';
        CREATE TABLE buckets (
            city     TEXT NOT NULL,
            campaign TEXT NOT NULL,
            unit     TEXT NOT NULL,
            metric   TEXT NOT NULL,
            day      TEXT NOT NULL,
            count    INTEGER NOT NULL,
            sum      INTEGER NOT NULL,
            weight   INTEGER NOT NULL,
            overs    INTEGER NOT NULL,
            abouts   INTEGER NOT NULL,
            corrected INTEGER NOT NULL,
            readings INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (city, campaign, unit, metric, day)) WITHOUT ROWID;
        CREATE INDEX buckets_by_position ON buckets (position);
        """;

    // Adds history: the closing of each bucket on each day that changed it, all states of events, and the versions of
    // reference documents. An existing store has history from this upgrade on (horizon).
    private const string Second = """
        CREATE INDEX commits_by_known ON commits (known);
        CREATE INDEX corrections_by_position ON events (position) WHERE target_id IS NOT NULL;
        ALTER TABLE events ADD COLUMN batch TEXT;
        CREATE INDEX events_by_batch ON events (batch) WHERE batch IS NOT NULL;
        ALTER TABLE streams ADD COLUMN authority TEXT NOT NULL DEFAULT '';
        ALTER TABLE buckets ADD COLUMN finals INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE states RENAME TO old_states;
        CREATE TABLE states (
            number   INTEGER NOT NULL,
            position INTEGER NOT NULL,
            state    TEXT NOT NULL,
            PRIMARY KEY (number, position)) WITHOUT ROWID;
        INSERT INTO states SELECT number, (SELECT MAX(position) FROM commits), state FROM old_states;
        DROP TABLE old_states;
        CREATE INDEX states_by_position ON states (position);
        CREATE TABLE closings (
            metric    TEXT NOT NULL,
            city      TEXT NOT NULL,
            campaign  TEXT NOT NULL,
            unit      TEXT NOT NULL,
            day       TEXT NOT NULL,
            known_day TEXT NOT NULL,
            count     INTEGER NOT NULL,
            sum       INTEGER NOT NULL,
            weight    INTEGER NOT NULL,
            overs     INTEGER NOT NULL,
            abouts    INTEGER NOT NULL,
            corrected INTEGER NOT NULL,
            readings  INTEGER NOT NULL,
            finals    INTEGER NOT NULL,
            PRIMARY KEY (metric, city, campaign, unit, day, known_day)) WITHOUT ROWID;
        INSERT INTO closings
            SELECT metric, city, campaign, unit, day,
                (SELECT strftime('%Y-%m-%d', known / 1000 + 28800, 'unixepoch')
                 FROM commits ORDER BY position DESC LIMIT 1),
                count, sum, weight, overs, abouts, corrected, readings, finals
            FROM buckets;
        CREATE INDEX closings_by_known_day ON closings (known_day, metric);
        CREATE TABLE horizon (position INTEGER NOT NULL);
        INSERT INTO horizon SELECT COALESCE(MAX(position), 0) FROM commits;
        CREATE TABLE reference (
            document TEXT NOT NULL,
            position INTEGER NOT NULL,
            author   TEXT NOT NULL,
            text     TEXT NOT NULL,
            PRIMARY KEY (document, position));
        """;

    // Closings are stored at the end of their day. The buckets that a day or a commit changed follow from its events
    // and from reworked, so an event updates only its own indexes and one bucket.
    private const string Third = """
        DROP INDEX buckets_by_position;
        DROP INDEX corrections_by_position;
        CREATE INDEX events_by_position ON events (position);
        CREATE TABLE reworked (
            position INTEGER NOT NULL,
            city     TEXT NOT NULL,
            campaign TEXT NOT NULL,
            unit     TEXT NOT NULL,
            metric   TEXT NOT NULL,
            day      TEXT NOT NULL,
            PRIMARY KEY (position, city, campaign, unit, metric, day)) WITHOUT ROWID;
        CREATE TEMP TABLE open_day AS
            SELECT (MAX(known) + 28800000) / 86400000 * 86400000 - 28800000 AS midnight FROM commits;
        INSERT INTO reworked
            SELECT position, city, campaign, unit, metric, day FROM buckets
            WHERE position > (
                SELECT COALESCE(MAX(position), 0) FROM commits WHERE known < (SELECT midnight FROM open_day));
        DELETE FROM closings
            WHERE known_day >= (SELECT strftime('%Y-%m-%d', midnight / 1000 + 28800, 'unixepoch') FROM open_day);
        DROP TABLE open_day;
        CREATE INDEX corrections_by_city ON events (city, target_source, target_id) WHERE target_id IS NOT NULL;
        """;

    private const string Fourth = """
        CREATE TABLE screens (
            id         TEXT PRIMARY KEY,
            version    INTEGER NOT NULL,
            token_hash TEXT NOT NULL,
            screen     TEXT NOT NULL) WITHOUT ROWID;
        """;

    // Pending bucket changes of large commits.
    private const string Fifth = """
        CREATE TABLE behind (
            position INTEGER PRIMARY KEY,
            count    INTEGER NOT NULL,
            changes  TEXT NOT NULL);
        """;

    private const string Sixth = """
        CREATE TABLE records (
            kind    TEXT NOT NULL,
            id      TEXT NOT NULL,
            version INTEGER NOT NULL,
            text    TEXT NOT NULL,
            PRIMARY KEY (kind, id)) WITHOUT ROWID;
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY,
            at     INTEGER NOT NULL,
            text   TEXT NOT NULL,
            hash   TEXT NOT NULL);
        """;

    // Audit rows are append-only. REPLACE deletes a row without firing the delete trigger, so inserts of existing
    // numbers are ignored.
    private const string Seventh = """
        CREATE TRIGGER audit_not_updated BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit trail is not to be changed'); END;
        CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit trail is not to be changed'); END;
        CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
            WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
            BEGIN SELECT RAISE(IGNORE); END;
        """;

    private const string Eighth = """
        CREATE INDEX cumulative_by_metric ON events (metric, city, date) WHERE basis = 'Ytd';
        CREATE TABLE clock_faults (
            last  INTEGER PRIMARY KEY,
            first INTEGER NOT NULL);
        """;

    /// <summary>Scripts in order; each upgrades the version before. There is no downgrade.</summary>
    public static readonly string[] Versions = [First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth];
}
