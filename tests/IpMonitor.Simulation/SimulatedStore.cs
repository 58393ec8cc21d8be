using Dapper;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>The store of a run: a real one, a copy of one that was made once, in memory where the system has such a place.</summary>
internal sealed class SimulatedStore : IDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    private static readonly string[] Tables = ["commits", "streams", "events", "buckets", "closings", "behind"];
    private static readonly Lazy<byte[]> Template = new(Make);

    private readonly SqliteDatabase _database;

    public SimulatedStore()
    {
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Folder).FullName, "ipmonitor.db"), Template.Value);
        _database = new(Folder);
    }

    // The same for all runs of a thread: Dapper compiles what it needs anew for every connection string.
    public string Folder { get; } = Path.Combine(Root, $"ipm-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");

    /// <summary>How likely what goes wrong is, just now.</summary>
    public Weather Weather { get; set; } = Weather.Calm;

    /// <summary>How far its buckets may fall behind.</summary>
    public required Leeway Leeway { get; init; }

    /// <summary>Everything that does not hold in it.</summary>
    public IReadOnlyList<string> Differences() => Verification.Differences(_database, out _);

    /// <summary>Whatever is written to some table meanwhile, the whole transaction fails on it half way.</summary>
    public async Task<T> WithFault<T>(Random random, Func<Task<T>> write)
    {
        using var connection = _database.Open();
        var (table, how) = (Tables[random.Next(Tables.Length)], random.Next(2) == 0 ? "ABORT" : "ROLLBACK");
        connection.Execute($"CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE({how}, 'disk I/O error'); END");
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

    private static byte[] Make()
    {
        var folder = Path.Combine(Root, $"ipm-{Guid.NewGuid():N}");
        var database = new SqliteDatabase(folder);
        using (var connection = database.Open())
            foreach (var (document, text) in SmallProvince.Documents)
                connection.Execute("INSERT INTO reference (document, position, author, text) VALUES ($document, 0, 'desk', $text)", new { document, text });
        database.Dispose();
        var made = File.ReadAllBytes(Path.Combine(folder, "ipmonitor.db"));
        Directory.Delete(folder, recursive: true);
        return made;
    }
}
