using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Submissions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.DependencyInjection;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>A silo with a failure point in its record store, and submissions of two cities.</summary>
public abstract class SubmissionsGrainTestBase : IAsyncLifetime
{
    private protected const string Clerk = "张三";
    private protected const string Reviewer = "李四";
    private protected static readonly string[] Two = ["370100", "370300"];
    private protected WriteFailurePoint FailurePoint { get; } = new();
    private protected GrainHost Host { get; private set; } = null!;

    private protected ISubmissionsGrain SubmissionsGrain => Host.Grains.GetGrain<ISubmissionsGrain>("370000");

    public async ValueTask InitializeAsync() => Host = await GrainHost.Start(silo =>
    {
        silo.Services.AddSingleton<SqlRecordStore>();
        silo.Services.AddSingleton<IRecordStore>(services =>
            new FailingRecordStore(services.GetRequiredService<SqlRecordStore>(), FailurePoint));
    });

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Host.DisposeAsync();
    }

    private protected async Task Restart()
    {
        await Host.Restart();
        FailurePoint.Reset();
    }

    private protected Task Publish(
        string id, params ImmutableArray<EventInput>[] parts) => Publish(id, Published, parts);

    private protected async Task Publish(string id, SubmissionState until, ImmutableArray<EventInput>[] parts)
    {
        Host.Journal.BeforeAppend = null;
        await Submit(id, Submitted, parts);
        await SubmissionsGrain.Publish(id, Reviewer);
        await WaitForState(id, until);
    }

    private protected Task Submit(string id, params ImmutableArray<EventInput>[] parts) => Submit(id, Submitted, parts);

    private protected Task Submit(
        string id,
        ImmutableArray<EventInput> first,
        ImmutableArray<EventInput> second,
        SubmissionState until) => Submit(id, until, [first, second]);

    private protected async Task Submit(string id, SubmissionState until, ImmutableArray<EventInput>[] parts)
    {
        Assert.Null(
            (await SubmissionsGrain.Begin(
                new(
                    id,
                    SubmissionKind.Import,
                    "四月",
                    Clerk,
                    [.. Two],
                    ["pledge.count"],
                    parts.Sum(part => part.Length),
                    parts.Length))).Error);
        for (var part = 0; part < parts.Length; part++)
            Assert.Null((await SubmissionsGrain.AddRows(id, part, parts[part])).Error);
        Assert.Null((await SubmissionsGrain.Submit(id, Clerk)).Error);
        await WaitForState(id, until);
    }

    private protected async Task<Submission> WaitForState(string id, SubmissionState state)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(10))
        {
            var submission = (await SubmissionsGrain.Find(id))!;
            if (submission.State == state) return submission;
            if (DateTime.UtcNow > deadline) Assert.Fail($"{id} is {submission.State}, not {state}: {submission}");
        }
    }

    private protected ICityGrain City(string code) => Host.Grains.GetGrain<ICityGrain>(code);

    private protected async Task<ImmutableArray<JournalEvent>> EventsOf(string batch) =>
        (await Host.Journal.QueryEvents(
            new(null, null, [], null, null, null, null, int.MaxValue, Batch: batch))).Events;

    private protected async Task<decimal?> Figure(string city) =>
        (await Host.Ranking.GetCity(city, "2025")).Metrics.FirstOrDefault(
            figure => figure.Metric == "pledge.count")?.Value;

    private protected async Task<IEnumerable<string>> Reporting(string period) =>
        (await Host.Ranking.GetRanking("pledge.count", period, Baseline.Previous)).Rows
            .Select(row => row.City)
            .Order();

    private protected static EventInput Row(string id, string city, int value) =>
        new(
            id,
            "desk",
            city,
            null,
            "pledge.count",
            value.ToString(CultureInfo.InvariantCulture),
            null,
            "2025-04-01",
            null,
            null,
            null,
            null,
            null,
            null,
            null);
}
