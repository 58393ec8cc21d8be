using System.Collections.Immutable;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Projections;
using IpMonitor.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>Plays a stream through real grains over a real store and lists the violated expectations.</summary>
internal sealed class StreamRun(ImmutableArray<StreamStep> steps, int seed)
{
    private const string Campaign = "publicity-week-2024";
    private readonly OffsetTimeProvider _clock = OffsetTimeProvider.StartingAt(
        new(2024, 12, 20, 9, 0, 0, TimeSpan.FromHours(8)));
    private readonly Random _random = new(seed);
    private readonly List<(long Position, Func<PointInTime, Task<object?>> Again, string Shown)> _responses = [];
    private readonly List<string> _faults = [];
    private GrainHost _host = null!;

    public static async Task<IReadOnlyList<string>> FindFaults(ImmutableArray<StreamStep> steps, int seed)
    {
        var run = new StreamRun(steps, seed);
        await using var host = await GrainHost.Start(silo => silo.Services.AddSingleton<TimeProvider>(run._clock));
        host.MustVerify = false;
        run._host = host;
        try
        {
            await run.RunSteps();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            run._faults.Add(exception.ToString());
        }
        return run._faults;
    }

    private async Task RunSteps()
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case ReportStep reported:
                    await _host.Grains.GetGrain<ICityGrain>(reported.City)
                        .Report(reported.Events, $"batch-{_responses.Count}");
                    break;
                case AdvanceTimeStep advance:
                    _clock.Offset += advance.Time;
                    break;
                case ChangeReferenceStep changed:
                    await _host.ReferenceData.Put(changed.Document, changed.Text, "desk");
                    foreach (var city in StreamPlan.Cities)
                        await _host.Grains.GetGrain<ICityGrain>(city).ApplyCatalogue();
                    break;
                case RestartStep restart:
                    _clock.Offset += restart.ClockChange;
                    await _host.Restart();
                    break;
            }
            if (_random.Next(2) == 0) await RecordResponses();
        }
        await RecordResponses();
        _faults.AddRange(StoreVerifier.FindDifferences(_host.Store, out _));
        await VerifyFigures();
        await VerifyRecordedResponses();
        await VerifyHistory();
        await VerifyExplanations();
    }

    private async Task VerifyHistory()
    {
        var (code, text) = (Pick([.. StreamPlan.QueriedMetrics, "score.overall"]),
            Pick(["2024", "2024-12", "2024Q1", "2025"]));
        var metric = _host.ReferenceData.Current.Catalogue[code];
        if (!metric.IsRanked) return;
        var history = await _host.History.GetHistory(
            metric, ReportingPeriod.Parse(text)!, (HistoryStep)_random.Next(3));
        foreach (var (point, i) in history.Points.Select((point, i) => (point, i)).Where(
            indexed => indexed.point.Position > 0))
        {
            var projection = (await ProjectionAt(new(point.Position, point.Day), code))!;
            var dayRanking = projection.RankCities(projection.Reference.Catalogue[code], Period(projection, text));
            foreach (var city in StreamPlan.Cities)
            {
                var line = history.Cities.SingleOrDefault(line => line.City == city);
                Expect(
                    $"history {code} {text} {point.Day} {city}",
                    (dayRanking.FindCity(city)?.Rank, dayRanking.FindCity(city)?.Figure.ExactValue.ToDecimal()),
                    (line?.Ranks[i], line?.Values[i]));
            }
        }
    }

    // Records current responses: a ranking, sometimes a city and a campaign.
    private async Task RecordResponses()
    {
        var (metric, period) = (Pick([.. StreamPlan.QueriedMetrics, "score.overall"]), Pick(StreamPlan.Periods));
        var ranking = await _host.Ranking.GetRanking(metric, period, Baseline.LastYear);
        RecordResponse(
            ranking.Position,
            ranking,
            async point => await ProjectionAt(point, metric) is { } projection
                ? projection.GetRanking(
                    projection.Reference.Catalogue[metric], Period(projection, period), Baseline.LastYear)
                : null);
        switch (_random.Next(4))
        {
            case 0:
                var city = Pick(StreamPlan.Cities);
                var response = await _host.Ranking.GetCity(city, period);
                RecordResponse(
                    response.Position,
                    response,
                    async point => await ProjectionAt(point) is { } projection
                        ? projection.GetCity(projection.Reference.Places.FindCity(city)!, Period(projection, period))
                        : null);
                break;
            case 1:
                var campaign = (await _host.Grains.GetGrain<ICampaignGrain>(Campaign).GetCampaign())!;
                RecordResponse(campaign.Position, campaign, async point =>
                    await _host.History.GetCampaign(point, Campaign));
                break;
            case 2:
                var province = await _host.Ranking.GetProvince(period);
                RecordResponse(province.Position, province, async point =>
                    await ProjectionAt(point) is { } projection
                        ? projection.GetProvince(Period(projection, period))
                        : null);
                break;
        }
    }

    private void RecordResponse(long position, object response, Func<PointInTime, Task<object?>> reproduce)
    {
        // An empty journal has no position to query.
        if (position > 0) _responses.Add((position, reproduce, Json(response)));
    }

    private async Task VerifyRecordedResponses()
    {
        foreach (var (position, reproduce, expected) in _responses)
        {
            var pointInTime = (await _host.History.ResolveText($"{position}"))!;
            var reproduced = Json((await reproduce(pointInTime))!);
            if (reproduced != expected)
                _faults.Add($"as of {position} the response was\n{expected}\nand is now\n{reproduced}");
        }
    }

    private async Task VerifyFigures()
    {
        var reference = _host.ReferenceData.Current;
        var events = (await _host.Journal.QueryEvents(
            new(null, null, [], null, null, null, null, int.MaxValue))).Events;
        var oracle = new FigureOracle(events, reference);
        foreach (var text in StreamPlan.Periods.OrderBy(_ => _random.Next()).Take(4))
        {
            var period = reference.Campaigns.FindPeriod(text)!;
            var province = (await _host.Ranking.GetProvince(text)).Metrics.ToDictionary(figure => figure.Metric);
            foreach (var metric in StreamPlan.QueriedMetrics.Append("mediation.coverage").Select(code =>
                reference.Catalogue[code]))
            {
                Expect(
                    $"province {metric.Code} {text}",
                    oracle.ProvinceFigure(metric, period),
                    province.GetValueOrDefault(metric.Code)?.Value);
                if (!metric.IsRanked) continue;
                var cities = oracle.CityFigures(metric, period);
                var rows = (await _host.Ranking.GetRanking(
                    metric.Code, text, Baseline.Previous)).Rows.ToDictionary(row => row.City);
                foreach (var city in StreamPlan.Cities)
                    Expect(
                        $"{city} {metric.Code} {text}",
                        cities.TryGetValue(city, out var value) ? value : null,
                        rows.GetValueOrDefault(city)?.Value);
                foreach (var (city, value) in cities)
                    Expect(
                        $"rank of {city} {metric.Code} {text}",
                        1
                            + cities.Values.Count(other =>
                                metric.Better == BetterDirection.Lower ? other < value : other > value),
                        rows.GetValueOrDefault(city)?.Rank);
            }
        }
        await VerifyUnitsAndShares(oracle, reference);
    }

    private async Task VerifyUnitsAndShares(FigureOracle oracle, ReferenceSnapshot reference)
    {
        foreach (var (city, code) in steps.OfType<ReportStep>()
            .SelectMany(step => step.Events)
            .Select(e => (e.City, e.Metric))
            .Distinct())
        {
            var (metric, text) = (reference.Catalogue[code], Pick(StreamPlan.Periods));
            var period = reference.Campaigns.FindPeriod(text)!;
            var response = await _host.Ranking.GetUnits(city, code, text);
            foreach (var unit in response.Units)
                Expect(
                    $"unit {unit.Unit} {code} {text}",
                    oracle.UnitFigure(city, unit.Unit, metric, period),
                    unit.Figure.Value);
            var known = (await _host.Journal.QueryEvents(
                new(city, null, [code], null, null, null, null, int.MaxValue))).Events;
            var shares = Grains.Projections.Provenance.GetContributions(metric, period, [.. known.Reverse()])
                .Where(row => row.Share is not null)
                .ToList();
            Expect(
                $"shares of {city} {code} {text}",
                shares.Count == 0 ? null : shares.Sum(row => row.Share),
                metric.Kind == MetricKind.Mean ? response.Figure?.Numerator : response.Figure?.Value);
        }
    }

    private async Task VerifyExplanations()
    {
        var positions = _responses.Select(recorded => recorded.Position).Distinct().Order().ToList();
        if (positions.Count < 2) return;
        for (var pair = 0; pair < 8; pair++)
        {
            var texts = positions.OrderBy(_ => _random.Next())
                .Take(2)
                .Order()
                .Select(position => $"{position}")
                .ToList();
            var (then, now) = ((await _host.History.ResolveText(texts[0]))!,
                (await _host.History.ResolveText(texts[1]))!);
            var (code, text) = (Pick([.. StreamPlan.QueriedMetrics, "score.overall"]), Pick(StreamPlan.Periods));
            var projections = (Then: (await ProjectionAt(then, code))!, Now: (await ProjectionAt(now, code))!);
            var metric = projections.Now.Reference.Catalogue[code];
            var (before, after) = (projections.Then.GetRanking(
                projections.Then.Reference.Catalogue[code],
                Period(projections.Then, text),
                Baseline.Previous), projections.Now.GetRanking(
                    metric, Period(projections.Now, text), Baseline.Previous));
            var explanation = (await _host.History.Explain(
                metric, Period(projections.Now, text), now, then, Baseline.Previous))!;
            foreach (var city in explanation.Cities)
            {
                var (previousRow, currentRow) = (before.Rows.SingleOrDefault(row => row.City == city.City),
                    after.Rows.SingleOrDefault(row => row.City == city.City));
                var label = $"explanation {code} {text} {texts[0]}..{texts[1]} {city.City}";
                Expect($"{label} rank", currentRow?.Rank, city.Rank);
                Expect($"{label} previous rank", previousRow?.Rank, city.PreviousRank);
                Expect($"{label} value", currentRow?.Value, city.Value);
                Expect($"{label} previous value", previousRow?.Value, city.PreviousValue);
                Expect(
                    $"{label} change",
                    previousRow is null || currentRow is null ? null : city.Passed.Length - city.PassedBy.Length,
                    city.Change);
                Expect($"{label} change of rank", previousRow?.Rank - currentRow?.Rank, city.Change);
                if (city.Parts is { } parts)
                {
                    Expect(
                        $"{label} parts",
                        currentRow!.Value - previousRow!.Value,
                        parts.Denominator + parts.Corrections + parts.Events);
                    if (metric.Kind is MetricKind.Sum or MetricKind.Level)
                        Expect($"{label} denominator", 0m, parts.Denominator);
                }
                if (city.Indicators is { } indicators)
                    Expect(
                        $"{label} indicators",
                        currentRow!.Value - previousRow!.Value,
                        indicators.Sum(indicator => indicator.Change));
            }
            Expect(
                $"explanation {code} {text}: cities",
                before.Rows.Select(row => row.City).Union(after.Rows.Select(row => row.City)).Count(),
                explanation.Cities.Length);
        }
    }

    private Task<RankingProjection?> ProjectionAt(PointInTime point, string metric) =>
        ProjectionWith(point, reference => [reference.Catalogue[metric]]);

    private Task<RankingProjection?> ProjectionAt(PointInTime point) => ProjectionWith(point, _ => []);

    private async Task<RankingProjection?> ProjectionWith(
        PointInTime point, Func<ReferenceSnapshot, Metric[]> metrics) =>
        await _host.History.GetProjection(point, metrics(await _host.History.GetReferenceData(point.Position)));

    private static ReportingPeriod Period(RankingProjection projection, string text) =>
        projection.Reference.Campaigns.FindPeriod(text)!;

    private static string Json(object value) => JsonSerializer.Serialize(value, JsonDefaults.Options);

    private string Pick(ImmutableArray<string> choices) => choices[_random.Next(choices.Length)];

    private void Expect<T>(string name, T? expected, T? actual)
    {
        if (!EqualityComparer<T?>.Default.Equals(expected, actual))
            _faults.Add($"{name} is {actual} and should be {expected}");
    }
}
