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
using IpMonitor.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>Plays a stream through real grains over a real store and lists the violated expectations.</summary>
internal sealed partial class StreamRun(ImmutableArray<StreamStep> steps, int seed)
{
    private const string Campaign = "publicity-week-2024";
    private readonly OffsetTimeProvider _clock = OffsetTimeProvider.StartingAt(
        new(2024, 12, 20, 9, 0, 0, TimeSpan.FromHours(8)));
    private readonly Random _random = new(seed);
    private readonly List<(long Position, Func<PointInTime, Task<object?>> Reproduce, string Expected)> _responses = [];
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

    private Task<ProvinceQueries?> ProjectionAt(PointInTime point, string metric) =>
        ProjectionWith(point, reference => [reference.Catalogue[metric]]);

    private Task<ProvinceQueries?> ProjectionAt(PointInTime point) => ProjectionWith(point, _ => []);

    private async Task<ProvinceQueries?> ProjectionWith(
        PointInTime point, Func<ReferenceSnapshot, Metric[]> metrics) =>
        await _host.History.GetProjection(point, metrics(await _host.History.GetReferenceData(point.Position)));

    private static ReportingPeriod Period(ProvinceQueries projection, string text) =>
        projection.Reference.Campaigns.FindPeriod(text)!;

    private static string Json(object value) => JsonSerializer.Serialize(value, JsonDefaults.Options);

    private string Pick(ImmutableArray<string> choices) => choices[_random.Next(choices.Length)];

    private void Expect<T>(string name, T? expected, T? actual)
    {
        if (!EqualityComparer<T?>.Default.Equals(expected, actual))
            _faults.Add($"{name} is {actual} and should be {expected}");
    }
}
