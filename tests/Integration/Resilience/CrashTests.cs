using IpMonitor.Testing.Crashes;
using IpMonitor.Testing.Hosting;


namespace IpMonitor.IntegrationTests.Resilience;

/// <summary>
/// Acknowledged events survive a kill of the real server at any instant and count once. <c>dotnet ipm.cs crash</c>
/// kills more often.
/// </summary>
public sealed class CrashTests
{
    private static readonly int Kills = RunSize.FromEnvironment("IPM_KILLS", 3);

    [Fact]
    public Task Kills_on_SQLite_lose_no_acknowledged_event_and_count_none_twice() => AssertSurvives(null);

    [Fact]
    public async Task Kills_of_server_and_PostgreSQL_lose_no_event_and_count_none_twice()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        await using var postgres = await PostgresServer.Start();
        await AssertSurvives(postgres);
    }

    private static async Task AssertSurvives(PostgresServer? postgres)
    {
        var seed = Random.Shared.Next(1_000_000);
        var log = new List<string>();
        var faults = await new CrashRun(postgres, Kills, seed, log.Add).FindFaults();
        Assert.True(faults.Count == 0, $"Seed {seed}:\n{string.Join('\n', faults.Take(20).Concat(log))}");
        Assert.Equal(Kills, log.Count);
    }
}
