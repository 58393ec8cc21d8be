using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>
/// Creates and executes queries: of the current state by the ranking grain, of an earlier state by the journal.
/// </summary>
internal sealed class QueryContext(
    ReferenceDataStore referenceData,
    PointInTimeQueries history,
    IGrainFactory grains,
    IJournal journal,
    TimeProvider time)
{
    /// <summary>The grain of the province's current ranking.</summary>
    public IRankingGrain CurrentRanking =>
        grains.GetGrain<IRankingGrain>(referenceData.Current.Places.Province.Code);

    /// <summary>Queries of earlier states.</summary>
    public PointInTimeQueries History => history;

    /// <summary>The journal of events.</summary>
    public IJournal Journal => journal;

    /// <summary>Creates the parameters of a query; an invalid <c>asOf</c> becomes their problem.</summary>
    /// <param name="asOf">Position, date or time; null for the current state.</param>
    public async Task<QueryParameters> CreateQuery(string? asOf)
    {
        var current = referenceData.Current;
        if (asOf is null) return new(current, current, null, time.GetChinaToday());
        var moment = await history.ResolveText(asOf);
        var reference = moment is { IsAvailable: true }
            ? await history.GetReferenceData(moment.Position)
            : current;
        var query = new QueryParameters(reference, current, moment, moment?.Day ?? default);
        query.Require(moment is not null, () => ProblemResults.AsOfInvalid(asOf));
        query.Require(moment is null or { IsAvailable: true }, () => ProblemResults.AsOfUnknown(moment!.Position));
        return query;
    }

    /// <summary>Executes a query against the current or the earlier state.</summary>
    /// <param name="query">The parameters.</param>
    /// <param name="current">Queries the current state.</param>
    /// <param name="historical">Queries the earlier state.</param>
    /// <param name="metrics">Metrics to load for the earlier state; none means all.</param>
    public async Task<IResult> Execute<T>(
        QueryParameters query,
        Func<IRankingGrain, Task<T>> current,
        Func<ProvinceQueries, T> historical,
        params Metric[] metrics)
    {
        if (query.Problem is { } problem) return problem;
        if (query.AsOf is not { } moment) return TypedResults.Ok(await current(CurrentRanking));
        return await history.GetProjection(moment, metrics) is { } projection
            ? TypedResults.Ok(historical(projection))
            : ProblemResults.AsOfUnknown(moment.Position);
    }
}
