using System.Globalization;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.ReferenceData;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Demo;

/// <summary>
/// Fills a new store with the reference data, the samples and the history of the demo, each event at the time of its
/// report; adds to an older store what was reported since.
/// </summary>
internal sealed partial class DemoLoader(
    EventIngestion ingestion,
    ReferencePublisher publisher,
    ReferenceDataStore referenceData,
    PointInTimeQueries queries,
    IGrainFactory grains,
    IJournal journal,
    DemoClock clock,
    TimeProvider time,
    ILogger<DemoLoader> log)
{
    private const int Seed = 426;
    private const string Author = "demo";
    private const string CampaignsDocument = "campaigns.json";
    private const string TargetsDocument = "targets.csv";
    private const int DaysUntilPublished = 20;

    // Rankings that move today.
    private static readonly string[] MovedMetrics =
        ["patent.invention.granted", "pledge.amount", "patent.highvalue.valid"];

    private readonly DemoFigures _figures = new(Seed);

    /// <summary>Loads the data of the demo up to now.</summary>
    public async Task Load()
    {
        var now = time.GetChinaNow();
        var history = new DemoHistory(_figures, now);
        var isNew = (await journal.GetChanges(new(long.MaxValue, WithBuckets: false))).Position == 0;
        try
        {
            if (isNew)
            {
                await ActivateFollowers(now.ToChinaDate());
                clock.Past = history.FirstDay.ToChinaMidnight();
            }
            await PublishTargets(now.ToChinaDate());
            var campaign = await PublishCampaign();
            var isReported = await ReadReported();
            var reports = history.Generate(isReported, referenceData.Current.Rules.CloseDays)
                .Concat(history.GenerateCampaign(campaign.Id, campaign.Start, isReported));
            if (isNew) reports = reports.Concat(await ReadSamples(now));
            var loaded = 0;
            foreach (var group in reports.GroupBy(report => report.At).OrderBy(group => group.Key))
            {
                if (isNew) clock.Past = group.Key;
                loaded += await Ingest("history", group.Select(report => report.Event));
            }
            foreach (var metric in MovedMetrics) loaded += await MoveRanking(metric, now.ToChinaDate());
            LogLoaded(loaded);
        }
        finally
        {
            clock.Past = null;
        }
    }

    /// <summary>Publishes a campaign that runs today, unless there is one, and returns it.</summary>
    public async Task<CampaignDefinition> PublishCampaign()
    {
        var today = time.GetChinaToday();
        if (DemoReference.FindCampaign(referenceData.Current.Campaigns, today) is { } running) return running;
        var texts = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        await publisher.Publish(
            CampaignsDocument, DemoReference.AddCampaign(texts[CampaignsDocument], today), Author);
        return DemoReference.FindCampaign(referenceData.Current.Campaigns, today)!;
    }

    /// <summary>Reports events of the demo and returns the number of new ones.</summary>
    public async Task<int> Ingest(string? batch, IEnumerable<EventInput> events)
    {
        var response = await ingestion.Ingest(
            events.Select((input, index) => ReceivedRow.FromInput(index + 1, input)), batch);
        foreach (var row in response.Rejected) LogRejected(row.Id, row.Field, row.Code);
        return response.Accepted;
    }

    // A grain that follows the journal begins today when it activates, after which no past event could be loaded.
    private async Task ActivateFollowers(DateOnly today)
    {
        var province = referenceData.Current.Places.Province.Code;
        var campaigns = referenceData.Current.Campaigns.All
            .Select(campaign => campaign.Id)
            .Append(DemoReference.GetCampaignId(today));
        ITopicSource[] followers =
        [
            grains.GetGrain<IRankingGrain>(province),
            grains.GetGrain<IFeedGrain>(province),
            .. campaigns.Select(id => grains.GetGrain<ICampaignGrain>(id)),
        ];
        await Task.WhenAll(followers.Select(follower => follower.Unsubscribe("", null!)));
    }

    // Keeps targets that a user has published.
    private async Task PublishTargets(DateOnly today)
    {
        var versions = await journal.GetReferenceVersions(TargetsDocument);
        var current = (await journal.GetReferenceDocuments(long.MaxValue)).Texts[TargetsDocument];
        var builtIn = ReferenceSnapshot.BuiltIn[TargetsDocument];
        if (current != builtIn && versions[^1].Author != Author) return;
        await publisher.Publish(TargetsDocument, DemoReference.AddTargets(builtIn, _figures, today), Author);
    }

    private async Task<Func<string, string, string?, DateOnly, bool>> ReadReported()
    {
        var states = await Task.WhenAll(
            referenceData.Current.Places.Cities.Select(city => journal.GetCityState(city.Code)));
        var reported = states.SelectMany(state => state.Buckets).Select(bucket => bucket.Key).ToHashSet();
        return (city, metric, campaign, day) => reported.Contains(new(city, campaign, null, metric, day));
    }

    // Published figures are known some days after the last of them.
    private static async Task<IEnumerable<DemoReport>> ReadSamples(DateTimeOffset now)
    {
        var reports = new List<DemoReport>();
        var folder = Path.Combine(AppContext.BaseDirectory, "samples");
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv").Order())
        {
            var rows = CsvEventReader.Read(await File.ReadAllBytesAsync(file)).Select(row => row.Input!).ToList();
            var last = rows.Max(row => DateOnly.ParseExact(row.Date!, "yyyy-MM-dd", CultureInfo.InvariantCulture));
            var at = last.AddDays(DaysUntilPublished).ToChinaMidnight();
            reports.AddRange(rows.Select(row => new DemoReport(at < now ? at : now, row)));
        }
        return reports;
    }

    // Lets a city overtake the one that was just before it at the end of yesterday, by an event of today.
    private async Task<int> MoveRanking(string code, DateOnly today)
    {
        var metric = referenceData.Current.Catalogue[code];
        var year = ReportingPeriod.ForYear(today.Year);
        var keys = DemoProvince.Cities.Select(city => new EventKey(DemoHistory.Source, GetId(city.Code))).ToArray();
        if ((await journal.FindEvents([.. keys])).Any(e => e is not null)) return 0;
        var current = await queries.GetCurrent();
        if (await queries.GetProjection(current, metric) is not { } now
            || await queries.GetProjection(await queries.GetPreviousClose(current), metric) is not { } before)
            return 0;
        var ranking = now.RankCities(metric, year);
        var values = before.RankCities(metric, year).CityRanks
            .Where(rank => rank.City != DemoProvince.ClerkCity)
            .Select(rank => (rank.City, Value: ranking.FindCity(rank.City)!.Figure.ExactValue.ToDecimal()))
            .ToList();
        var pairs = values.Zip(values.Skip(1))
            .Select(pair => (pair.Second.City, Ahead: pair.First.Value, Gap: pair.First.Value - pair.Second.Value))
            .OrderBy(pair => pair.Gap / Math.Max(1, pair.Ahead));
        if (pairs.FirstOrDefault() is not { City: { } city, Gap: >= 0 } closest) return 0;
        var profile = DemoProvince.Metrics.Single(profile => profile.Metric == code);
        var step = (decimal)profile.Step;
        var value = (metric.Kind == MetricKind.Level ? closest.Ahead : closest.Gap) * 1.01m + step;
        return await Ingest(null,
        [
            DemoHistory.Create(
                GetId(city), DemoProvince.Cities.Single(one => one.Code == city), profile, today,
                (double)(Math.Ceiling(value / step) * step)),
        ]);

        string GetId(string city) => $"{today:yyyy-MM-dd}-{city}-{code}-batch";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo data: {Accepted} events loaded")]
    private partial void LogLoaded(int accepted);

    [LoggerMessage(Level = LogLevel.Error, Message = "Demo data: event {Id} rejected: {Field} {Code}")]
    private partial void LogRejected(string? id, string? field, string code);
}
