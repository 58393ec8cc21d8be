using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.ReferenceData;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Sets invented targets, loads the samples and an invented history, then lets something happen twice a second or so. Loading twice changes nothing.</summary>
internal sealed partial class DemoDataService(
    EventIngestion intake, ReferencePublisher desk, ReferenceDataStore shelf, IJournal journal, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<DemoDataService> log) : BackgroundService
{
    private const int Seed = 426;
    private const int MaxEventsPerBatch = 5_000;
    private const string TargetsDocument = "targets.csv";
    private const string LiveCampaignId = "publicity-week-2025";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitForStart(stoppingToken);
        var province = new DemoDataGenerator(Seed);
        await SetTargets(province);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv").Order())
            await Ingest(Path.GetFileName(file), CsvEventReader.Read(await File.ReadAllBytesAsync(file, stoppingToken)));
        var history = province.GenerateHistory(time.GetChinaToday()).Select((draft, i) => ReceivedRow.FromInput(i + 1, draft));
        foreach (var part in history.Chunk(MaxEventsPerBatch)) await Ingest("history", part);
        await SimulateEvents(stoppingToken);
    }

    private async Task WaitForStart(CancellationToken stopping)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }

    // Whoever has set other targets since keeps them.
    private async Task SetTargets(DemoDataGenerator province)
    {
        var set = (await journal.GetReferenceDocuments(long.MaxValue)).Texts[TargetsDocument];
        if (set == ReferenceSnapshot.BuiltIn[TargetsDocument]) await desk.Publish(TargetsDocument, $"{set.TrimEnd()}\n{string.Join('\n', province.GenerateTargets(time.GetChinaToday()))}\n", "demo");
    }

    private async Task SimulateEvents(CancellationToken stopping)
    {
        var random = new Random(Seed);
        var campaign = shelf.Current.Campaigns.Find(LiveCampaignId)!;
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(150 + random.Next(700)), time, stopping);
                var day = campaign.Start.AddDays(random.Next(campaign.End.DayNumber - campaign.Start.DayNumber + 1));
                var draft = DemoDataGenerator.GenerateEvent(time.GetChinaToday(), time.GetUtcNow().ToUnixTimeMilliseconds(), campaign.Id, day, random);
                await Ingest("live", [ReceivedRow.FromInput(1, draft)]);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task Ingest(string what, IEnumerable<ReceivedRow> rows)
    {
        var answer = await intake.Ingest(rows, what == "live" ? null : what);
        if (answer.Rows > 1) LogLoaded(what, answer.Accepted, answer.Duplicates);
        foreach (var row in answer.Rejected) LogRejected(what, row.Row, row.Field, row.Code);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo data {What}: {Accepted} accepted, {Duplicates} were there already")]
    private partial void LogLoaded(string what, int accepted, int duplicates);

    [LoggerMessage(Level = LogLevel.Error, Message = "Demo data {What}: row {Row} was refused: {Field} {Code}")]
    private partial void LogRejected(string what, int row, string field, string code);
}
