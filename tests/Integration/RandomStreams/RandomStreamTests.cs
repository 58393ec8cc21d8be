using System.Collections.Immutable;
using System.Diagnostics;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>
/// Random streams: the grains' answers equal an independent recount for every kind and period, also after restarts;
/// what was
/// shown is told again, byte for byte, also after reference data changed; explanations reconcile. A failing stream is
/// printed
/// with its seed, shrunk to as little as still fails. IPM_STREAMS sets how many streams (eight cities report side by
/// side in one store), IPM_STREAM_SEED where they begin.
/// </summary>
// takes every core: tests that watch the clock run before
[CollectionDefinition(nameof(RandomStreamTests), DisableParallelization = true)]
[Collection(nameof(RandomStreamTests))]
[Trait("Category", "Random")]
public sealed class RandomStreamTests
{
    private static readonly int Streams = RunSize.FromEnvironment("IPM_STREAMS", 400);
    private static readonly int First = RunSize.FromEnvironment("IPM_STREAM_SEED", 1);

    [Fact]
    public async Task Responses_are_correct_reproducible_and_explained()
    {
        var seeds = Enumerable.Range(First, (Streams + StreamPlan.Cities.Length - 1) / StreamPlan.Cities.Length);
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (seed, _) =>
            {
                var plan = StreamPlan.Generate(seed);
                if ((await StreamRun.FindFaults(plan, seed)).Count == 0) return;
                var least = await Shrink(plan, seed);
                Assert.Fail(
                    $"seed {seed}, shrunk to {least.Length} of {plan.Length} acts:\n{string.Join(
                        "\n", least)}\n{string.Join("\n", await StreamRun.FindFaults(least, seed))}");
            });
    }

    // Leaves out acts, then events, as long as it still fails, and for a minute at the most.
    private static async Task<ImmutableArray<StreamStep>> Shrink(ImmutableArray<StreamStep> acts, int seed)
    {
        var clock = Stopwatch.StartNew();
        for (var smaller = true; smaller && clock.Elapsed < TimeSpan.FromMinutes(1);)
        {
            smaller = false;
            foreach (var candidate in SmallerPlans(acts).TakeWhile(_ => clock.Elapsed < TimeSpan.FromMinutes(1)))
            {
                if ((await StreamRun.FindFaults(candidate, seed)).Count == 0) continue;
                (acts, smaller) = (candidate, true);
                break;
            }
        }
        return acts;
    }

    private static IEnumerable<ImmutableArray<StreamStep>> SmallerPlans(ImmutableArray<StreamStep> acts)
    {
        for (var size = acts.Length / 2; size > 0; size /= 2)
            for (var at = 0; at + size <= acts.Length; at += size) yield return acts.RemoveRange(at, size);
        for (var at = 0; at < acts.Length; at++)
            if (acts[at] is ReportStep { Events.Length: > 1 } reported)
                for (var e = 0; e < reported.Events.Length; e++)
                    yield return acts.SetItem(at, reported with { Events = reported.Events.RemoveAt(e) });
    }
}
