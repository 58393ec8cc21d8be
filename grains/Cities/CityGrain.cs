using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Cities;

/// <inheritdoc cref="ICityGrain"/>
[GrainType("city")]
public sealed partial class CityGrain(
    IJournal journal,
    ReferenceDataStore referenceData,
    IOptions<CorrectionOptions> corrections,
    ReportMetrics metrics,
    ILogger<CityGrain> log)
    : Grain, ICityGrain
{
    private CityProjection _projection = new();
    private long _version;
    private long _position;
    private string _authoritativeSources = "";

    private string City => this.GetPrimaryKeyString();

    private MetricCatalogue Catalogue => referenceData.Current.Catalogue;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    /// <inheritdoc/>
    public async Task<ReportResult> Report(ImmutableArray<Event> events, string? batch, DateTimeOffset? receivedAt)
    {
        await ApplyAuthoritativeSource(Catalogue);
        var results = new EventResult?[events.Length];
        var maxRevisions = events.Length;
        var basisChanges = BasisChanges.Begin(_projection, events.Select(e => Catalogue[e.Metric]));
        while (results.Contains(null))
        {
            var undecided = Enumerable.Range(0, events.Length).Where(i => results[i] is null);
            var round = AppendRound.CreateNext(_projection, Catalogue, events, undecided);
            round = round with { Revisions = [.. round.Revisions.Take(maxRevisions)] };
            var decided = await DecideAndAppend(round, events, new(batch, receivedAt), results);
            // Each round reads the correction chains of all its revisions: reads fewer if most of them had to be
            // deferred.
            maxRevisions = decided < round.Revisions.Length ? Math.Max(1, 2 * decided) : events.Length;
        }
        var report = new ReportResult(_position, basisChanges.AddNotices(_projection, events, [.. results!]));
        metrics.Count(report.Results);
        return report;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<EventResult>> Check(ImmutableArray<Event> events)
    {
        await ApplyAuthoritativeSource(Catalogue);
        var existing = await journal.FindEvents([.. events.Select(e => e.Key)]);
        var revisions = await LoadRevisions(events.Where((e, i) => existing[i] is null && e.Target is not null));
        var results = new List<EventResult>();
        foreach (var (e, stored) in events.Zip(existing)) results.Add(await CheckEvent(e, stored, revisions));
        return [.. results];
    }

    /// <inheritdoc/>
    public async Task ApplyCatalogue()
    {
        await referenceData.Refresh();
        await ApplyAuthoritativeSource(Catalogue);
    }

    private async Task<EventResult> CheckEvent(Event e, Event? stored, RevisionBatch revisions)
    {
        if (stored is not null) return ToEventResult(stored == e ? AppendStatus.Duplicate : AppendStatus.IdReused);
        if (_projection.IsPlainAddition(Catalogue[e.Metric], e)) return new(EventOutcome.Accepted);
        return (await ReviseEvent(e, revisions)).Result ?? new(EventOutcome.Accepted);
    }

    private async Task ApplyAuthoritativeSource(MetricCatalogue catalogue)
    {
        var changedLines = SplitLines(_authoritativeSources);
        changedLines.SymmetricExceptWith(SplitLines(catalogue.AuthoritativeSources));
        if (changedLines.Count == 0) return;
        var (buckets, states) = (new List<Bucket>(), new List<EventStateChange>());
        var changedMetrics = changedLines
            .Select(line => line.Split('=')[0])
            .Distinct()
            .Select(catalogue.Find)
            .OfType<Metric>();
        foreach (var metric in changedMetrics)
        {
            var page = await journal.QueryEvents(
                new(City, null, [metric.Code], null, null, null, null, int.MaxValue));
            try
            {
                var recalculated = AuthoritativeSourceRecalculator.Recalculate(metric, [.. page.Events.Reverse()]);
                buckets.AddRange(recalculated.Buckets);
                states.AddRange(recalculated.States);
            }
            catch (OverflowException)
            {
                // The events of the new source were never added up before: this metric keeps its previous buckets.
                LogTotalOverflow(City, metric.Code);
            }
        }
        var change = new AuthoritativeSourceChange(catalogue.AuthoritativeSources, [.. buckets], [.. states]);
        if (await Append([], authorityChange: change) is not null)
            _authoritativeSources = catalogue.AuthoritativeSources;

        static HashSet<string> SplitLines(string sources) =>
            [.. sources.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private async Task Load()
    {
        var state = await journal.GetCityState(City);
        var projection = new CityProjection();
        foreach (var bucket in state.Buckets) projection.SetBucket(bucket);
        foreach (var target in state.PendingTargets) projection.AddPendingTarget(target);
        _projection = projection;
        (_version, _position) = (state.Version, state.Position);
        _authoritativeSources = state.AuthoritativeSources;
        await ApplyAuthoritativeSource(Catalogue);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "City {City}: kept the buckets of {Metric}, as a total of its new authoritative source overflows")]
    private partial void LogTotalOverflow(string city, string metric);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "City {City}: expected version {Expected} but found {Actual} in the journal; reloading")]
    private partial void LogVersionConflict(string city, long expected, long actual);
}
