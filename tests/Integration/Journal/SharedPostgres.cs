using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>The PostgreSQL server shared by all tests of the process; each test gets its own database.</summary>
internal static class SharedPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.Start());

    /// <summary>
    /// Creates an empty database and returns its connection string; skips the test without PostgreSQL, or fails with
    /// CI=true.
    /// </summary>
    public static async Task<string> NewDatabase()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        return await (await Server.Value).NewDatabase();
    }
}
