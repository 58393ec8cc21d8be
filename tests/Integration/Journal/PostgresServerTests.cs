using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Journal;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task A_killed_one_starts_again_and_a_stopped_one_leaves_nothing()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        int postmaster;
        await using (var server = await PostgresServer.Start())
        {
            await server.NewDatabase();
            await server.Kill();
            await server.Run();
            postmaster = server.PostmasterId;
            await server.NewDatabase();
        }
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(postmaster));
    }

    [Fact]
    public async Task Tests_get_databases_of_their_own() =>
        Assert.NotEqual(await SharedPostgres.NewDatabase(), await SharedPostgres.NewDatabase());
}
