using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>The PostgreSQL that all tests of a process share, each with a database of its own.</summary>
internal static class SharedPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.Start());

    /// <summary>
    /// The connection string of an empty database; where there can be none, the test is skipped, or fails with CI=true.
    /// </summary>
    public static async Task<string> NewDatabase()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        return await (await Server.Value).NewDatabase();
    }
}
