using System.Collections.Immutable;
using System.Diagnostics;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>
/// Random streams of reports: responses equal an independent recount for every kind and period, also after restarts;
/// recorded responses are reproduced byte for byte, also after reference data changed; explanations add up.
/// </summary>
/// <remarks>
/// A failing stream is printed with its seed, shrunk as far as it still fails. IPM_STREAMS sets the number of streams
/// (eight cities report concurrently to one store), IPM_STREAM_SEED the first seed.
/// </remarks>
// Uses every core: tests that depend on the clock run before it.
[CollectionDefinition(nameof(RandomStreamTests), DisableParallelization = true)]
[Collection(nameof(RandomStreamTests))]
[Trait("Category", "Random")]
public sealed class RandomStreamTests
{
    private static readonly int Streams = RunSize.FromEnvironment("IPM_STREAMS", 250);
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
                var shrunk = await Shrink(plan, seed);
                Assert.Fail(
                    $"seed {seed}, shrunk to {shrunk.Length} of {plan.Length} acts:\n{string.Join(
                        "\n", shrunk)}\n{string.Join("\n", await StreamRun.FindFaults(shrunk, seed))}");
            });
    }

    // Removes steps, then events, while the stream still fails, for at most a minute.
    private static async Task<ImmutableArray<StreamStep>> Shrink(ImmutableArray<StreamStep> steps, int seed)
    {
        var clock = Stopwatch.StartNew();
        for (var smaller = true; smaller && clock.Elapsed < TimeSpan.FromMinutes(1);)
        {
            smaller = false;
            foreach (var candidate in SmallerPlans(steps).TakeWhile(_ => clock.Elapsed < TimeSpan.FromMinutes(1)))
            {
                if ((await StreamRun.FindFaults(candidate, seed)).Count == 0) continue;
                (steps, smaller) = (candidate, true);
                break;
            }
        }
        return steps;
    }

    private static IEnumerable<ImmutableArray<StreamStep>> SmallerPlans(ImmutableArray<StreamStep> steps)
    {
        for (var size = steps.Length / 2; size > 0; size /= 2)
            for (var index = 0; index + size <= steps.Length; index += size)
                yield return steps.RemoveRange(index, size);
        for (var index = 0; index < steps.Length; index++)
            if (steps[index] is ReportStep { Events.Length: > 1 } reported)
                for (var e = 0; e < reported.Events.Length; e++)
                    yield return steps.SetItem(index, reported with { Events = reported.Events.RemoveAt(e) });
    }
}
