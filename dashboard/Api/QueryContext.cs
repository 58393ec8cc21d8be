using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>Answers questions: what is now by the ranking grain, what was by the past.</summary>
internal sealed class QueryContext(ReferenceDataStore shelf, HistoricalQueries archive, IGrainFactory grains, IJournal journal, TimeProvider time)
{
    /// <summary>The province's ranking as it is now.</summary>
    public IRankingGrain CurrentRanking => grains.GetGrain<IRankingGrain>(shelf.Current.Places.Province.Code);

    public HistoricalQueries History => archive;

    public IJournal Journal => journal;

    /// <summary>A question as of a position, a day or a moment; null is now.</summary>
    public async Task<QueryParameters> CreateQuery(string? asOf)
    {
        if (asOf is null) return new(shelf.Current, null, time.GetChinaToday());
        var moment = await archive.ResolveText(asOf);
        var question = new QueryParameters(moment is { IsAvailable: true } ? await archive.GetReferenceData(moment.Position) : shelf.Current, moment, moment?.Day ?? default);
        question.Require(moment is not null, () => Problems.AsOfInvalid(asOf));
        question.Require(moment is null or { IsAvailable: true }, () => Problems.AsOfUnknown(moment!.Position));
        return question;
    }

    /// <summary>Answers with what is now or with what was, given the metrics that are needed for that (none named: all).</summary>
    public async Task<IResult> Execute<T>(QueryParameters question, Func<IRankingGrain, Task<T>> now, Func<RankingProjection, T> then, params Metric[] metrics)
    {
        if (question.Problem is { } problem) return problem;
        if (question.AsOf is not { } moment) return TypedResults.Ok(await now(CurrentRanking));
        return await archive.GetProjection(moment, metrics) is { } book ? TypedResults.Ok(then(book)) : Problems.AsOfUnknown(moment.Position);
    }
}
