using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Simulation;

/// <summary>A submission of a clerk: what it is, and its rows as they were added last, part by part.</summary>
internal sealed class SimulatedSubmission
{
    private static readonly string[] Clerks = ["clerk 1", "clerk 2"];

    private SimulatedSubmission(NewSubmission about, List<ImmutableArray<EventInput>> parts) =>
        (Details, Parts) = (about, parts);

    public NewSubmission Details { get; }

    public List<ImmutableArray<EventInput>> Parts { get; }

    public string Id => Details.Id;

    public string Author => Details.By;

    /// <summary>The steps in the longest history that a server answered.</summary>
    public ImmutableArray<SubmissionStep> Steps { get; set; } = [];

    /// <summary>
    /// Generates one of a few rows; some are of a metric and a year that reporters may close, so that they are refused.
    /// </summary>
    public static SimulatedSubmission Create(Random random, int number)
    {
        var id = $"submission-{number}";
        var parts = new List<ImmutableArray<EventInput>>();
        for (var part = random.Next(1, 4); part > 0; part--)
        {
            var rows = Enumerable.Range(1, random.Next(1, 4));
            parts.Add([.. rows.Select(i => CreateRow(random, $"{id}-{parts.Count}-{i}"))]);
        }
        return new(
            new(id, SubmissionKind.Entry, id, Clerks[random.Next(Clerks.Length)], SmallProvince.Cities,
                ["pledge.count", "pledge.amount"], parts.Sum(part => part.Length), parts.Count),
            parts);
    }

    /// <summary>Changes the values of a part.</summary>
    public void Edit(Random random, int part) =>
        Parts[part] = [.. Parts[part].Select(row => row with { Value = RandomValue(random) })];

    private static EventInput CreateRow(Random random, string id)
    {
        var (metric, date) = random.Next(4) == 0 ? ("pledge.amount", "2025-03-10") : ("pledge.count", "2026-02-10");
        var city = SmallProvince.Cities[random.Next(SmallProvince.Cities.Length)];
        return new(
            id, "office", city, null, metric, RandomValue(random), null, date, null, null, null, null, null, null,
            null);
    }

    private static string RandomValue(Random random) => random.Next(1, 100).ToString(CultureInfo.InvariantCulture);
}
