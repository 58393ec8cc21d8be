using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Journal;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task A_killed_server_restarts_and_a_disposed_one_leaves_no_process()
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
    public async Task Each_test_gets_its_own_database() =>
        Assert.NotEqual(await SharedPostgres.NewDatabase(), await SharedPostgres.NewDatabase());
}
