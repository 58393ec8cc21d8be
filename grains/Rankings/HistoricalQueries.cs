using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>A position that is looked at from a day: its own, or the day of the moment that was asked for.</summary>
/// <param name="Position">The last that was known.</param>
/// <param name="Day">From which day.</param>
/// <param name="IsAvailable">Whether there is such a position, and the store can go back to it.</param>
public sealed record PointInTime(long Position, DateOnly Day, bool IsAvailable = true);

/// <summary>
/// Answers what was known at earlier positions, with the reference data in force then (<c>asOf</c>). What is past does not
/// change, so it needs no grain: it is read from the journal, and answered by the same books.
/// </summary>
public sealed class HistoricalQueries(IJournal journal, ReferenceDataStore shelf, TimeProvider time)
{
    /// <summary>
    /// Reads a position, a day (its end) or a moment (RFC 3339, in China unless it says otherwise); null when it is none of these.
    /// </summary>
    public async Task<PointInTime?> ResolveText(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return await journal.GetPastState(new(position, [NoMetric])) is { } past ? new(position, past.KnownAt?.ToChinaDate() ?? time.GetChinaToday()) : new(position, default, IsAvailable: false);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return await ResolveInstant(GetEndOfDay(ClampToSupportedDays(day)));
        // An offset's plus sign that was not escaped arrives as a blank.
        if (text.Contains('T', StringComparison.Ordinal)) text = text.Replace(' ', '+');
        if (text is not [_, _, _, _, '-', _, _, '-', _, _, 'T' or ' ', ..] || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return null;
        // By its date in UTC: on the last day of all there is no later one in China.
        if (DateOnly.FromDateTime(moment.UtcDateTime) is var on && ClampToSupportedDays(on) != on) return await ResolveInstant(GetEndOfDay(ClampToSupportedDays(on)));
        return await ResolveInstant(local.Kind == DateTimeKind.Unspecified ? local.ToChinaTime() : moment);
    }

    /// <summary>
    /// Now, as a moment: the latest position there is, whatever the clock says, looked at from its own day, which is today.
    /// </summary>
    public async Task<PointInTime> GetCurrent()
    {
        var now = await journal.GetChangesAsOfDay(time.GetChinaToday(), new(long.MaxValue, WithBuckets: false));
        return new(now.Position, now.KnownAt?.ToChinaDate() ?? time.GetChinaToday());
    }

    /// <summary>The end of the day before a moment's own (昨日收盘).</summary>
    public Task<PointInTime> GetPreviousClose(PointInTime moment) => ResolveInstant(GetEndOfDay(moment.Day.AddDays(-1)));

    /// <summary>The reference data in force at a position.</summary>
    public async Task<ReferenceSnapshot> GetReferenceData(long position) => await shelf.GetVersion((await journal.GetReferenceDocuments(position)).Version);

    /// <summary>The book as it was, with what these metrics need (none named: with everything); null where the store cannot go back so far.</summary>
    public async Task<RankingProjection?> GetProjection(PointInTime moment, params Metric[] metrics)
    {
        var reference = await GetReferenceData(moment.Position);
        return await journal.GetPastState(new(moment.Position, [.. metrics.SelectMany(reference.Catalogue.GetReportedInputs).Distinct()])) is { } past
            ? RankingProjection.AsOf(moment.Position, past, reference, moment.Day)
            : null;
    }

    /// <summary>A campaign as it was; null where the store cannot go back so far, or there was no such campaign.</summary>
    public async Task<CampaignResponse?> GetCampaign(PointInTime moment, string id) =>
        await journal.GetPastState(new(moment.Position, [], id, CampaignGrain.MaxLatestEvents)) is { } past
            ? CampaignProjection.AsOf(moment.Position, past, await shelf.GetVersion(past.ReferenceVersion)).GetCampaign(id)
            : null;

    /// <summary>
    /// How a ranking over a period was known at the end of each step of it, up to now: made for a scrubber. What became known
    /// after the period's end is in the last step only if that is still running.
    /// </summary>
    public async Task<HistoryResponse> GetHistory(Metric metric, ReportingPeriod period, HistoryStep step)
    {
        var reference = shelf.Current;
        var window = reference.Campaigns.GetWindow(period);
        var today = time.GetChinaToday();
        var days = GetStepEnds(window, step).TakeWhile(day => day <= today).ToList();
        if (today <= window.End && (days.Count == 0 || days[^1] < today)) days.Add(today);
        var horizon = (await journal.GetDailyClosings(new([], period.Campaign, []))).RetentionHorizon;
        days.RemoveAll(day => day < horizon);
        ImmutableArray<DateTimeOffset> moments = [.. days.Select(GetEndOfDay)];
        // A composite was made of other metrics when its scheme was another.
        var inputs = new HashSet<string>();
        foreach (var version in (await journal.GetDailyClosings(new([], period.Campaign, moments))).Moments.Select(moment => moment.ReferenceVersion).Distinct())
            if ((await shelf.GetVersion(version)).Catalogue is var then && then.Find(metric.Code) is { } known) inputs.UnionWith(then.GetReportedInputs(known));
        var past = await journal.GetDailyClosings(new([.. inputs], period.Campaign, moments));

        var book = new RankingProjection(reference, today);
        var standings = new List<CityRanking?>(days.Count);
        var next = 0;
        for (var i = 0; i < days.Count; i++)
        {
            var buckets = ImmutableArray.CreateBuilder<Bucket>();
            while (next < past.Closings.Length && past.Closings[next].KnownDay <= days[i]) buckets.Add(past.Closings[next++].Bucket);
            var then = await shelf.GetVersion(past.Moments[i].ReferenceVersion);
            book.Apply(new(past.Moments[i].Position, null, past.Moments[i].ReferenceVersion, buckets.ToImmutable(), []), then, days[i]);
            standings.Add(then.Catalogue.Find(metric.Code) is { IsRanked: true } known ? book.RankCities(known, period) : null);
        }
        return new(
            past.Position, metric.Code, period.Text, [.. days.Select((day, i) => new HistoryPoint(day, past.Moments[i].Position))],
            [.. reference.Places.Cities
                .Where(city => standings.Exists(standing => standing?.FindCity(city.Code) is not null))
                .Select(city => new HistoryLine(city.Code, city.Name, city.NameEn,
                    [.. standings.Select(standing => standing?.FindCity(city.Code)?.Rank)],
                    [.. standings.Select(standing => standing?.FindCity(city.Code)?.Figure.ExactValue.ToDecimal())]))]);
    }

    /// <summary>
    /// Why the cities stand where they do, held against the same period at an earlier moment or, when that is none, against an
    /// earlier period; null where the store cannot go back so far.
    /// </summary>
    public async Task<ExplanationsResponse?> Explain(Metric metric, ReportingPeriod period, PointInTime moment, PointInTime? then, Baseline baseline)
    {
        if (await GetProjection(moment, metric) is not { } book) return null;
        var earlier = then is not null ? period : baseline == Baseline.LastYear ? period.GetSamePeriodLastYear(moment.Day) : period.GetPreviousPeriod(moment.Day);
        // What was shown then went by the catalogue and the schemes of then.
        var metricThen = then is null ? metric : (await GetReferenceData(then.Position)).Catalogue.Find(metric.Code);
        var bookThen = then is null || metricThen is null ? book : await GetProjection(then, metricThen);
        if (bookThen is null) return null;
        var before = (metricThen is null ? null : bookThen.RankCitiesAtBaseline(metricThen, earlier, period))
            ?? new CityRanking(metric.Better, ImmutableDictionary<string, Figure>.Empty, null);
        var pointsThen = Points(bookThen, metricThen, earlier);
        var kept = ImmutableDictionary<string, Fraction>.Empty as IReadOnlyDictionary<string, Fraction>;
        if (then is not null && metricThen is { Kind: not MetricKind.Composite } && metric.Kind != MetricKind.Composite)
        {
            bookThen.ApplyCorrections(await journal.GetCorrectedDays(then.Position, moment.Position, [.. bookThen.Reference.Catalogue.GetReportedInputs(metricThen)]));
            // As it was defined then: another definition is no correction.
            kept = bookThen.GetNumerators(metricThen, period);
        }
        var pointsNow = Points(book, metric, period);
        return new(
            moment.Position, metric.Code, period.Text, then?.Position, earlier?.Text,
            new RankChangeExplainer(book.Reference, metric, before, kept, book.RankCities(metric, period))
                .ExplainAll(city => metric.Kind == MetricKind.Composite ? GetIndicatorChanges(pointsThen(city), pointsNow(city)) : null));

        static Func<string, PointsResponse?> Points(RankingProjection of, Metric? composite, ReportingPeriod? over) =>
            city => over is null || composite is not { Kind: MetricKind.Composite } ? null : of.GetPoints(composite, over, city);
    }

    // The last takes up what rounding leaves, so that the parts add up as they are shown.
    private static ImmutableArray<IndicatorChange>? GetIndicatorChanges(PointsResponse? before, PointsResponse? now)
    {
        if (before?.Value is not { } was || now?.Value is not { } isNow) return null;
        var scores = before.Indicators.ToDictionary(indicator => indicator.Metric, indicator => indicator.Score);
        var changes = now.Indicators.Select(indicator => new IndicatorChange(indicator.Metric, indicator.Score - scores.GetValueOrDefault(indicator.Metric))).ToList();
        changes.AddRange(before.Indicators.Where(gone => now.Indicators.All(indicator => indicator.Metric != gone.Metric)).Select(gone => new IndicatorChange(gone.Metric, -gone.Score)));
        changes[^1] = changes[^1] with { Change = isNow - was - changes.SkipLast(1).Sum(change => change.Change) };
        return [.. changes];
    }

    /// <summary>
    /// How the months and quarters of a year with targets of their own went, as known at a moment; none where the store cannot go
    /// back to when they closed.
    /// </summary>
    public async Task<ImmutableArray<TargetStage>> GetTargetStages(PointInTime moment, string place, Metric metric, ReportingPeriod year)
    {
        var reference = await GetReferenceData(moment.Position);
        ImmutableArray<string> inputs = [.. reference.Catalogue.GetReportedInputs(metric)];
        var past = await journal.GetDailyClosings(new(inputs, null, []));
        if (year.Start <= past.RetentionHorizon) return [];
        // Of the moment's own day no more than it knew.
        var own = await journal.GetPastState(new(moment.Position, inputs)) is { } known ? PointInTimeState.GetBuckets(reference.Catalogue, known) : [];
        return new TargetStageEvaluator(reference, place, metric, year, moment.Day)
            .Evaluate(past.Closings.Where(closing => closing.KnownDay < moment.Day).Concat(own.Select(bucket => new BucketClosing(moment.Day, bucket))));
    }

    // A metric that is never reported: only the position is asked for.
    private const string NoMetric = "";

    private async Task<PointInTime> ResolveInstant(DateTimeOffset moment)
    {
        var position = await journal.GetPositionAt(moment);
        return new(position, moment > time.GetUtcNow() ? time.GetChinaToday() : moment.ToChinaDate(), await journal.GetPastState(new(position, [NoMetric])) is not null);
    }

    // Nothing was known before there were periods to report in, and nothing is after them.
    private static DateOnly ClampToSupportedDays(DateOnly day) =>
        day < ReportingPeriod.EarliestDay ? ReportingPeriod.EarliestDay : day > ReportingPeriod.LatestDay ? ReportingPeriod.LatestDay : day;

    private static DateTimeOffset GetEndOfDay(DateOnly day) => day.AddDays(1).ToChinaMidnight().AddMilliseconds(-1);

    private static IEnumerable<DateOnly> GetStepEnds(ReportingPeriod window, HistoryStep step)
    {
        for (var day = window.Start; day <= window.End; day = day.AddDays(1))
            if (step == HistoryStep.Day || day == window.End || (step == HistoryStep.Week ? day.DayOfWeek == DayOfWeek.Sunday : day.AddDays(1).Day == 1))
                yield return day;
    }
}

/// <summary>How far apart the points of a history are.</summary>
public enum HistoryStep
{
    /// <summary>The end of each day.</summary>
    Day,
    /// <summary>The end of each Sunday.</summary>
    Week,
    /// <summary>The end of each month.</summary>
    Month,
}

/// <summary>A point of a history: the end of a day, and the last position known then.</summary>
public sealed record HistoryPoint(DateOnly Day, long Position);

/// <summary>One city's places and figures at the points of a history; null where it had none.</summary>
public sealed record HistoryLine(string City, string Name, string NameEn, ImmutableArray<int?> Ranks, ImmutableArray<decimal?> Values);

/// <summary>How a ranking was known, point by point.</summary>
public sealed record HistoryResponse(
    long Position, string Metric, string Period, ImmutableArray<HistoryPoint> Points, ImmutableArray<HistoryLine> Cities);

/// <summary>Why the cities stand where they do.</summary>
/// <param name="Position">As of this position.</param>
/// <param name="Metric">The metric's code.</param>
/// <param name="Period">Over this period.</param>
/// <param name="BaselinePosition">Held against what was known at this position; null when against another period.</param>
/// <param name="BaselinePeriod">Held against this period; null where there is none before.</param>
/// <param name="Cities">City by city, the best first; those that are no longer ranked last.</param>
public sealed record ExplanationsResponse(
    long Position, string Metric, string Period, long? BaselinePosition, string? BaselinePeriod, ImmutableArray<Explanation> Cities);
