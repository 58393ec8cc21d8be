using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Answers queries as of earlier positions (<c>asOf</c>), with the reference data in force then.
/// </summary>
/// <remarks>Past state does not change, so it is read from the journal without a grain.</remarks>
public sealed class PointInTimeQueries(IJournal journal, ReferenceDataStore referenceData, TimeProvider time)
{
    /// <summary>
    /// Parses a position, a day (meaning its end) or an RFC 3339 instant (in China's time zone if it has no offset);
    /// null if the text is none of these.
    /// </summary>
    public async Task<PointInTime?> ResolveText(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return await ResolvePosition(position);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return await ResolveInstant(GetEndOfDay(ClampToSupportedDays(day)));
        // An unescaped plus sign of an offset arrives as a space.
        if (text.Contains('T', StringComparison.Ordinal)) text = text.Replace(' ', '+');
        if (text is not [_, _, _, _, '-', _, _, '-', _, _, 'T' or ' ', ..]
            || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)
            || !DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)) return null;
        // Clamps by the UTC date, since the last representable day has no next day in China.
        var utcDay = DateOnly.FromDateTime(instant.UtcDateTime);
        if (ClampToSupportedDays(utcDay) is var clamped && clamped != utcDay)
            return await ResolveInstant(GetEndOfDay(clamped));
        return await ResolveInstant(local.Kind == DateTimeKind.Unspecified ? local.ToChinaTime() : instant);
    }

    /// <summary>Returns the latest position with its own day, regardless of the clock.</summary>
    public async Task<PointInTime> GetCurrent()
    {
        var now = await journal.GetChangesAsOfDay(time.GetChinaToday(), new(long.MaxValue, WithBuckets: false));
        return new(now.Position, now.KnownAt?.ToChinaDate() ?? time.GetChinaToday());
    }

    /// <summary>Returns the end of the day before a point in time (昨日收盘).</summary>
    public Task<PointInTime> GetPreviousClose(PointInTime moment) =>
        ResolveInstant(GetEndOfDay(moment.Day.AddDays(-1)));

    /// <summary>Returns the reference data in force at a position.</summary>
    public async Task<ReferenceSnapshot> GetReferenceData(long position) =>
        await referenceData.GetVersion((await journal.GetReferenceDocuments(position)).Version);

    /// <summary>
    /// Returns the projection at a point in time, limited to the inputs of the given metrics (none: all metrics); null
    /// if the store no longer holds that state.
    /// </summary>
    public async Task<ProvinceQueries?> GetProjection(PointInTime moment, params Metric[] metrics)
    {
        var reference = await GetReferenceData(moment.Position);
        ImmutableArray<string> inputs = [.. metrics.SelectMany(reference.Catalogue.GetReportedInputs).Distinct()];
        return await journal.GetPastState(new(moment.Position, inputs)) is { } past
            ? ProvinceQueries.AsOf(moment.Position, past, reference, moment.Day)
            : null;
    }

    /// <summary>
    /// Returns a campaign at a point in time, by its current definition if it did not exist then; null if the store no
    /// longer holds that state.
    /// </summary>
    public async Task<CampaignResponse?> GetCampaign(PointInTime moment, string id)
    {
        if (await journal.GetPastState(new(moment.Position, [], id, CampaignGrain.MaxLatestEvents)) is not { } past)
            return null;
        var reference = await referenceData.GetVersion(past.ReferenceVersion);
        var campaign = reference.Campaigns.Find(id) ?? referenceData.Current.Campaigns.Find(id);
        return campaign is null
            ? null
            : CampaignProjection.AsOf(moment.Position, past, reference).GetCampaign(campaign);
    }

    /// <summary>
    /// Returns a period's ranking as it was known at the end of each step, up to now. Events that became known after
    /// the period are included only while its last step is still running.
    /// </summary>
    public async Task<HistoryResponse> GetHistory(Metric metric, ReportingPeriod period, TimeStep step)
    {
        var reference = referenceData.Current;
        var window = reference.Campaigns.GetWindow(period);
        var today = time.GetChinaToday();
        var days = window.GetSteps(step).Select(part => part.End).TakeWhile(day => day <= today).ToList();
        if (today <= window.End && (days.Count == 0 || days[^1] < today)) days.Add(today);
        var horizon = (await journal.GetDailyClosings(new([], period.Campaign, []))).RetentionHorizon;
        days.RemoveAll(day => day < horizon);
        ImmutableArray<DateTimeOffset> moments = [.. days.Select(GetEndOfDay)];
        // Earlier versions of a composite's scheme may have other inputs.
        var inputs = new HashSet<string>();
        var points = (await journal.GetDailyClosings(new([], period.Campaign, moments))).Moments;
        foreach (var version in points.Select(point => point.ReferenceVersion).Distinct())
        {
            var catalogue = (await referenceData.GetVersion(version)).Catalogue;
            if (catalogue.Find(metric.Code) is { } known) inputs.UnionWith(catalogue.GetReportedInputs(known));
        }
        var past = await journal.GetDailyClosings(new([.. inputs], period.Campaign, moments));

        var projection = new ProvinceQueries(reference, today);
        var rankings = new List<CityRanking?>(days.Count);
        var next = 0;
        for (var i = 0; i < days.Count; i++)
        {
            var (day, point) = (days[i], past.Moments[i]);
            var buckets = ImmutableArray.CreateBuilder<Bucket>();
            while (next < past.Closings.Length && past.Closings[next].KnownDay <= day)
                buckets.Add(past.Closings[next++].Bucket);
            var referenceThen = await referenceData.GetVersion(point.ReferenceVersion);
            projection.Apply(
                new(point.Position, null, point.ReferenceVersion, buckets.ToImmutable(), []), referenceThen, day);
            rankings.Add(referenceThen.Catalogue.Find(metric.Code) is { IsRanked: true } known
                ? projection.RankCities(known, period)
                : null);
        }
        return new(
            past.Position,
            metric.Code,
            period.Text,
            [.. days.Select((day, i) => new HistoryPoint(day, past.Moments[i].Position))],
            [.. reference.Places.Cities
                .Where(city => rankings.Exists(ranking => ranking?.FindCity(city.Code) is not null))
                .Select(city => new HistoryLine(
                    city.Code,
                    city.Name,
                    city.NameEn,
                    [.. rankings.Select(ranking => ranking?.FindCity(city.Code)?.Rank)],
                    [.. rankings.Select(ranking => ranking?.FindCity(city.Code)?.Figure.ExactValue.ToDecimal())]))]);
    }

    /// <summary>
    /// Explains the cities' ranks relative to the same period at an earlier point in time or, without one, relative to
    /// an earlier period; null if the store no longer holds the state.
    /// </summary>
    public async Task<ExplanationsResponse?> Explain(
        Metric metric,
        ReportingPeriod period,
        PointInTime moment,
        PointInTime? then,
        Baseline baseline)
    {
        if (await GetProjection(moment, metric) is not { } projection) return null;
        var baselinePeriod = then is not null ? period
            : baseline == Baseline.LastYear ? period.GetSamePeriodLastYear(moment.Day)
            : period.GetPreviousPeriod(moment.Day);
        // Figures shown then used the catalogue and schemes in force then.
        var metricThen = then is null ? metric : (await GetReferenceData(then.Position)).Catalogue.Find(metric.Code);
        var projectionThen = then is null || metricThen is null ? projection : await GetProjection(then, metricThen);
        if (projectionThen is null) return null;
        var before = metricThen is null
            ? null
            : projectionThen.RankCitiesAtBaseline(metricThen, baselinePeriod, period);
        before ??= new CityRanking(metric.Better, ImmutableDictionary<string, Figure>.Empty, null);
        // Calculated before the corrections are applied, which change the projection.
        var getPointsThen = CreatePointsQuery(projectionThen, metricThen, baselinePeriod);
        IReadOnlyDictionary<string, Fraction> correctedNumerators = ImmutableDictionary<string, Fraction>.Empty;
        if (then is not null && metricThen is { Kind: not MetricKind.Composite } && metric.Kind != MetricKind.Composite)
        {
            projectionThen.ApplyCorrections(await journal.GetCorrectedDays(
                then.Position,
                moment.Position,
                [.. projectionThen.Reference.Catalogue.GetReportedInputs(metricThen)]));
            // Uses the definition in force then: a changed definition is not a correction.
            correctedNumerators = projectionThen.GetNumerators(metricThen, period);
        }
        var getPointsNow = CreatePointsQuery(projection, metric, period);
        var now = projection.RankCities(metric, period);
        return new(
            moment.Position,
            metric.Code,
            period.Text,
            then?.Position,
            baselinePeriod?.Text,
            new RankChangeExplainer(projection.Reference, metric, before, correctedNumerators, now).ExplainAll(city =>
                metric.Kind == MetricKind.Composite
                    ? GetIndicatorChanges(getPointsThen(city), getPointsNow(city))
                    : null));

        static Func<string, PointsResponse?> CreatePointsQuery(
            ProvinceQueries projection, Metric? composite, ReportingPeriod? period) =>
            city => period is null || composite is not { Kind: MetricKind.Composite }
                ? null
                : projection.GetPoints(composite, period, city);
    }

    // The last part absorbs the rounding error, so that the displayed parts add up to the change.
    private static ImmutableArray<IndicatorChange>? GetIndicatorChanges(PointsResponse? before, PointsResponse? now)
    {
        if (before?.Value is not { } previousValue || now?.Value is not { } value) return null;
        var scores = before.Indicators.ToDictionary(indicator => indicator.Metric, indicator => indicator.Score);
        var codes = now.Indicators.Select(indicator => indicator.Metric).ToHashSet();
        var changes = now.Indicators
            .Select(indicator => new IndicatorChange(
                indicator.Metric,
                indicator.Score - scores.GetValueOrDefault(indicator.Metric)))
            .Concat(before.Indicators
                .Where(indicator => !codes.Contains(indicator.Metric))
                .Select(indicator => new IndicatorChange(indicator.Metric, -indicator.Score)))
            .ToList();
        var sumOfOthers = changes.SkipLast(1).Sum(change => change.Change);
        changes[^1] = changes[^1] with { Change = value - previousValue - sumOfOthers };
        return [.. changes];
    }

    /// <summary>
    /// Returns the weeks, months and quarters of a year that have targets of their own, as known at a point in time;
    /// empty if the store no longer holds their closing states.
    /// </summary>
    public async Task<ImmutableArray<TargetStage>> GetTargetStages(
        PointInTime moment,
        string place,
        Metric metric,
        ReportingPeriod year)
    {
        var reference = await GetReferenceData(moment.Position);
        ImmutableArray<string> inputs = [.. reference.Catalogue.GetReportedInputs(metric)];
        var past = await journal.GetDailyClosings(new(inputs, null, []));
        if (year.Start <= past.RetentionHorizon) return [];
        // The moment's own day is limited to the events known at its position.
        var ownDay = await journal.GetPastState(new(moment.Position, inputs)) is { } known
            ? PastBuckets.GetBuckets(reference.Catalogue, known)
            : [];
        return new TargetStageEvaluator(reference, place, metric, year, moment.Day).Evaluate(past.Closings
            .Where(closing => closing.KnownDay < moment.Day)
            .Concat(ownDay.Select(bucket => new BucketClosing(moment.Day, bucket))));
    }

    private async Task<PointInTime> ResolvePosition(long position) =>
        await journal.GetPastState(new(position, [], WithBuckets: false)) is { } past
            ? new(position, past.KnownAt?.ToChinaDate() ?? time.GetChinaToday())
            : new(position, default, IsAvailable: false);

    private async Task<PointInTime> ResolveInstant(DateTimeOffset instant)
    {
        var position = await journal.GetPositionAt(instant);
        var day = instant > time.GetUtcNow() ? time.GetChinaToday() : instant.ToChinaDate();
        return new(position, day, await journal.GetPastState(new(position, [], WithBuckets: false)) is not null);
    }

    // All events lie within the days that periods can express.
    private static DateOnly ClampToSupportedDays(DateOnly day) =>
        day < ReportingPeriod.EarliestDay ? ReportingPeriod.EarliestDay
        : day > ReportingPeriod.LatestDay ? ReportingPeriod.LatestDay
        : day;

    private static DateTimeOffset GetEndOfDay(DateOnly day) => day.AddDays(1).ToChinaMidnight().AddMilliseconds(-1);
}
