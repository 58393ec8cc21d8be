using System.Collections.Immutable;
using Dapper;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Submissions;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>
/// The SQLite store of a run: a copy of a template that is created once, in memory where the system allows.
/// </summary>
internal sealed class SimulatedStore : IDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    private static readonly string[] Tables = ["commits", "streams", "events", "buckets", "closings", "behind"];
    private static readonly Lazy<byte[]> Template = new(CreateTemplate);

    private readonly SqliteDatabase _database;
    private readonly Dictionary<(string Kind, string Id), int> _recordNumbers = [];

    public SimulatedStore()
    {
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Folder).FullName, "ipmonitor.db"), Template.Value);
        _database = new(Folder);
    }

    // All runs of a thread use the same folder, since Dapper compiles its mappings again for every connection string.
    public string Folder { get; } =
        Path.Combine(Root, $"ipm-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");

    /// <summary>The faults in effect.</summary>
    public FaultProfile Faults { get; set; } = FaultProfile.None;

    /// <summary>How far the buckets may lag behind the journal.</summary>
    public required PendingLimits Leeway { get; init; }

    /// <summary>Recomputes every bucket from the journal and returns the differences.</summary>
    public IReadOnlyList<string> FindBucketDifferences() => StoreVerifier.FindDifferences(_database, out _);

    /// <summary>The number of a record, in the order in which the records were first written.</summary>
    public int RecordNumber(string kind, string id)
    {
        _recordNumbers.TryAdd((kind, id), _recordNumbers.Count);
        return _recordNumbers[(kind, id)];
    }

    /// <summary>The submissions as they are stored.</summary>
    public ImmutableArray<StoredSubmission> ReadSubmissions()
    {
        using var connection = _database.Open();
        return [.. connection.Query<string>("SELECT text FROM records WHERE kind = 'submission'")
            .Select(RecordJson.Deserialize<StoredSubmission>)];
    }

    /// <summary>
    /// Runs a write during which the first insert into a random table fails, and with it the transaction.
    /// </summary>
    public async Task<T> WithFailingInsert<T>(Random random, Func<Task<T>> write)
    {
        using var connection = _database.Open();
        var (table, action) = (Tables[random.Next(Tables.Length)], random.Next(2) == 0 ? "ABORT" : "ROLLBACK");
        var raise = $"SELECT RAISE({action}, 'disk I/O error')";
        connection.Execute($"CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN {raise}; END");
        try
        {
            return await write();
        }
        finally
        {
            connection.Execute("DROP TRIGGER fault");
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static byte[] CreateTemplate()
    {
        const string Insert =
            "INSERT INTO reference (document, position, author, text) VALUES ($document, 0, 'desk', $text)";
        var folder = Path.Combine(Root, $"ipm-{Guid.NewGuid():N}");
        var database = new SqliteDatabase(folder);
        using (var connection = database.Open())
            foreach (var (document, text) in SmallProvince.Documents)
                connection.Execute(Insert, new { document, text });
        database.Dispose();
        var template = File.ReadAllBytes(Path.Combine(folder, "ipmonitor.db"));
        Directory.Delete(folder, recursive: true);
        return template;
    }
}
