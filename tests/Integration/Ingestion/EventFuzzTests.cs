using IpMonitor.Testing.Fuzzing;

namespace IpMonitor.IntegrationTests.Ingestion;

/// <summary>Posts mutated bodies; see <see cref="EventFuzzRun"/>.</summary>
public sealed class EventFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Mutated_bodies_get_documented_responses_and_only_accepted_rows_are_stored()
    {
        var run = new EventFuzzRun(
            seed: 1, first: 0, bodies: RunSize.FromEnvironment("IPM_BODIES", 3_000), output.WriteLine);
        await run.Run();
        // The mutations reach nearly every refusal.
        Assert.InRange(run.ResultCounts.Count, 50, 200);
    }
}
