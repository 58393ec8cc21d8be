using IpMonitor.Simulation;

namespace IpMonitor.Tests.Simulation;

/// <summary>
/// Whole runs of grains, journal and pushes under a seed (tests/IpMonitor.Simulation): nothing acknowledged is lost, nothing
/// counts twice, screens show what the server has; and bugs of the kind it is there for are found. IPM_SEEDS sets how many.
/// </summary>
[Collection(nameof(Streams.StreamTests))] // takes every core, as they do
public sealed class SimulationTests
{
    private static readonly int Seeds = HowMany.Of("IPM_SEEDS", MostUntilFound);
    private const int MostUntilFound = 2_000;

    [Fact]
    public void Nothing_is_lost_or_counted_twice_and_screens_follow()
    {
        if (SeedRange.FirstFailing(1, Seeds, Bug.None) is { } failing) Assert.Fail(failing.Told());
    }

    [Theory]
    [InlineData(Bug.AnswerBeforeCommit, "was acknowledged and is not in the journal")]
    [InlineData(Bug.FoldBeforeAppend, "")] // what it spoils depends on what comes next: buckets, states, a refusal without a reason
    [InlineData(Bug.ForgetAfterRestart, "was accepted twice")]
    [InlineData(Bug.DropPush, "and should show")]
    public void A_planted_bug_is_found(Bug bug, string told)
    {
        var failing = SeedRange.FirstFailing(1, MostUntilFound, bug, fault => fault.Contains(told, StringComparison.Ordinal));
        Assert.NotNull(failing);
        TestContext.Current.SendDiagnosticMessage($"{bug}: {failing.Told()}");
    }

    [Fact]
    public void A_failing_seed_replays_exactly()
    {
        var failing = SeedRange.FirstFailing(1, MostUntilFound, Bug.DropPush)!;
        Assert.Equal(failing.Trace, SimulatedRun.Of(failing.Seed, Bug.DropPush).Trace);
    }
}
