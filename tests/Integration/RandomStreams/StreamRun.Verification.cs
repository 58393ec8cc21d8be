using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Projections;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>Compares figures, histories and explanations with an independent recount.</summary>
internal sealed partial class StreamRun
{
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

    private async Task VerifyHistory()
    {
        var (code, text) = (Pick([.. StreamPlan.QueriedMetrics, "score.overall"]),
            Pick(["2024", "2024-12", "2024Q1", "2025"]));
        var metric = _host.ReferenceData.Current.Catalogue[code];
        if (!metric.IsRanked) return;
        var history = await _host.History.GetHistory(
            metric, ReportingPeriod.Parse(text)!, (TimeStep)_random.Next(3));
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
}
