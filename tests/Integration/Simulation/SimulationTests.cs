using IpMonitor.Simulation;

namespace IpMonitor.IntegrationTests.Simulation;

/// <summary>
/// Runs grains, journal, records and live topics under many seeds (tests/Simulation) and verifies that injected bugs
/// are found. IPM_SEEDS sets the number of seeds; the command <c>simulate</c> runs 2,000 or more.
/// </summary>
[Trait("Category", "Random")]
[Collection(nameof(RandomStreams.RandomStreamTests))] // It uses every core, as those tests do.
public sealed class SimulationTests
{
    private const int MaxSeeds = 2_000;
    private static readonly int Seeds = RunSize.FromEnvironment("IPM_SEEDS", 400);

    [Fact]
    public void No_seed_loses_or_double_counts_events_or_leaves_screens_behind()
    {
        if (SeedRange.FirstFailing(1, Seeds, InjectedBug.None) is { } failing) Assert.Fail(failing.Describe());
    }

    [Theory]
    [InlineData(InjectedBug.AcknowledgeBeforeCommit, "was acknowledged and is not in the journal")]
    // Its violation depends on the next events: buckets, states, or a rejection without a reason.
    [InlineData(InjectedBug.ApplyBeforeAppend, "")]
    [InlineData(InjectedBug.ForgetIdsAfterRestart, "was accepted twice")]
    [InlineData(InjectedBug.LosePushMessages, "and should show")]
    [InlineData(InjectedBug.AcknowledgeRemovalBeforeStored, "has ended and is still accepted")]
    public void An_injected_bug_is_found(InjectedBug bug, string violation)
    {
        var failing =
            SeedRange.FirstFailing(1, MaxSeeds, bug, report => report.Contains(violation, StringComparison.Ordinal));
        Assert.NotNull(failing);
        Assert.EndsWith($"--seed {failing.Seed} --bug {bug}", failing.Describe(), StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage($"{bug}: {failing.Describe()}");
    }

    [Fact]
    public void The_command_that_replays_a_seed_names_no_bug_if_there_is_none() => Assert.EndsWith(
        "simulate --seed 7",
        new SeedResult(7, InjectedBug.None, ["An invariant is violated."], []).Describe(),
        StringComparison.Ordinal);

    [Fact]
    public void Forty_seeds_replay_with_identical_traces()
    {
        var differing = new SeedRange(1, 40, seed =>
        {
            var (first, second) = (SimulatedRun.Execute(seed), SimulatedRun.Execute(seed));
            var isSame = first.Trace.SequenceEqual(second.Trace);
            return first with { Violations = isSame ? [] : ["the second run has another trace"] };
        }).FirstFailing();
        Assert.Null(differing?.Describe());
    }

    [Fact]
    public void Different_seeds_have_different_traces()
    {
        var traces =
            Enumerable.Range(1, 20).Select(seed => string.Join('\n', SimulatedRun.Execute(seed).Trace)).ToHashSet();
        Assert.Equal(20, traces.Count);
    }

    [Fact]
    public void A_failing_seed_replays_exactly()
    {
        var failing = SeedRange.FirstFailing(1, MaxSeeds, InjectedBug.LosePushMessages)!;
        Assert.Equal(failing.Trace, SimulatedRun.Execute(failing.Seed, InjectedBug.LosePushMessages).Trace);
    }
}
