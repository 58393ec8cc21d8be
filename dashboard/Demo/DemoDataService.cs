using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.ReferenceData;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Demo;

/// <summary>
/// Publishes invented targets, loads the samples and an invented history, and then simulates about two events per
/// second.
/// </summary>
/// <remarks>Loading is idempotent: events have fixed ids.</remarks>
internal sealed partial class DemoDataService(
    EventIngestion ingestion,
    ReferencePublisher publisher,
    ReferenceDataStore referenceData,
    IJournal journal,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<DemoDataService> log)
    : BackgroundService
{
    private const int Seed = 426;
    private const int MaxEventsPerBatch = 5_000;
    private const int MinDelayMilliseconds = 150;
    private const int MaxExtraDelayMilliseconds = 700;
    private const string TargetsDocument = "targets.csv";
    private const string LiveCampaignId = "publicity-week-2025";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitForStart(stoppingToken);
        var generator = new DemoDataGenerator(Seed);
        await PublishTargets(generator);
        var samples = Path.Combine(AppContext.BaseDirectory, "samples");
        foreach (var file in Directory.EnumerateFiles(samples, "*.csv").Order())
        {
            var content = await File.ReadAllBytesAsync(file, stoppingToken);
            await Ingest(Path.GetFileName(file), CsvEventReader.Read(content));
        }
        var history = generator.GenerateHistory(time.GetChinaToday())
            .Select((input, index) => ReceivedRow.FromInput(index + 1, input));
        foreach (var chunk in history.Chunk(MaxEventsPerBatch)) await Ingest("history", chunk);
        await SimulateEvents(stoppingToken);
    }

    private async Task WaitForStart(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    // Keeps targets that a user has published.
    private async Task PublishTargets(DemoDataGenerator generator)
    {
        var current = (await journal.GetReferenceDocuments(long.MaxValue)).Texts[TargetsDocument];
        if (current != ReferenceSnapshot.BuiltIn[TargetsDocument]) return;
        var targets = string.Join('\n', generator.GenerateTargets(time.GetChinaToday()));
        await publisher.Publish(TargetsDocument, $"{current.TrimEnd()}\n{targets}\n", "demo");
    }

    private async Task SimulateEvents(CancellationToken stoppingToken)
    {
        var random = new Random(Seed);
        var campaign = referenceData.Current.Campaigns.Find(LiveCampaignId)!;
        var campaignDays = campaign.End.DayNumber - campaign.Start.DayNumber + 1;
        try
        {
            while (true)
            {
                var delay = MinDelayMilliseconds + random.Next(MaxExtraDelayMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(delay), time, stoppingToken);
                var campaignDay = campaign.Start.AddDays(random.Next(campaignDays));
                var input = DemoDataGenerator.GenerateEvent(
                    time.GetChinaToday(), time.GetUtcNow().ToUnixTimeMilliseconds(), campaign.Id, campaignDay, random);
                await Ingest("live", [ReceivedRow.FromInput(1, input)]);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task Ingest(string batch, IEnumerable<ReceivedRow> rows)
    {
        var response = await ingestion.Ingest(rows, batch == "live" ? null : batch);
        if (response.Rows > 1) LogLoaded(batch, response.Accepted, response.Duplicates);
        foreach (var row in response.Rejected) LogRejected(batch, row.Row, row.Field, row.Code);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Demo data {Batch}: {Accepted} events accepted, {Duplicates} duplicates")]
    private partial void LogLoaded(string batch, int accepted, int duplicates);

    [LoggerMessage(Level = LogLevel.Error, Message = "Demo data {Batch}: row {Row} rejected: {Field} {Code}")]
    private partial void LogRejected(string batch, int row, string field, string code);
}
