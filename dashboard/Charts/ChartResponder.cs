using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Answers requests for pictures: from the client's copy, from memory, or by drawing them.</summary>
internal sealed class ChartResponder(
    ChartService charts,
    QueryContext queries,
    StartupSettings startup,
    IOptions<PagesOptions> pages,
    TimeProvider time)
{
    // A new version of the program may draw differently.
    private static readonly string Version = $"{typeof(ChartResponder).Module.ModuleVersionId:N}";

    /// <summary>Creates the parameters of a query.</summary>
    public Task<QueryParameters> CreateQuery(string? asOf) => queries.CreateQuery(asOf);

    /// <summary>Answers with a picture of some metrics' projection.</summary>
    public Task<IResult> Respond(
        HttpContext context, ChartParameters parameters, string? asOf, QueryParameters query,
        Func<ChartSource, ProvinceQueries, Chart> create, params Metric[] metrics) =>
        Respond(context, parameters, asOf, query, async source =>
            await queries.History.GetProjection(source.Moment.Point, metrics) is { } projection
                ? () => create(source, projection)
                : null);

    /// <summary>Answers with a picture, a problem, or 304 if the client has the picture.</summary>
    public async Task<IResult> Respond(
        HttpContext context, ChartParameters parameters, string? asOf, QueryParameters query,
        Func<ChartSource, Task<Func<Chart>?>> load)
    {
        var (settings, problem) = ChartSettings.Parse(parameters);
        if ((problem ?? query.Problem) is { } invalid) return invalid;
        var moment = await GetMoment(query, asOf);
        if (moment is null) return ProblemResults.AsOfUnknown(query.AsOf!.Position);
        var key = CreateKey(context.Request, settings!, moment);
        var tag = new EntityTagHeaderValue($"\"{key}\"");
        // The right to read is checked at each request.
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Append(HeaderNames.Vary, "Accept-Language, Authorization, Cookie");
        if (IsKnown(context.Request, tag))
        {
            context.Response.Headers.ETag = tag.ToString();
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }
        var source = new ChartSource(
            new ChartTexts(settings!.Language), moment, pages.Value, startup.IsDemo);
        try
        {
            return await charts.GetPicture(
                key, CurrentUser.FromContext(context).LimitKey, settings, () => load(source), context.RequestAborted)
                is { } picture
                ? TypedResults.Bytes(picture, settings.ContentType, entityTag: tag)
                : ProblemResults.AsOfUnknown(moment.Point.Position);
        }
        catch (RequestRejectedException rejected)
        {
            if (rejected.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "2";
            return rejected.ToProblem();
        }
    }

    private async Task<ChartMoment?> GetMoment(QueryParameters query, string? asOf)
    {
        // As on the pages, the current state refers to today, even if nothing was reported today.
        var point = query.AsOf ?? await queries.History.GetCurrent() with { Day = time.GetChinaToday() };
        return await queries.Journal.GetPastState(new(point.Position, [], WithBuckets: false)) is { } past
            ? new(point, past.KnownAt, past.ReferenceVersion, asOf)
            : null;
    }

    // The question with its position, day and reference data determines every byte. Parameters that the endpoint does
    // not read make no other picture.
    private string CreateKey(HttpRequest request, ChartSettings settings, ChartMoment moment)
    {
        var names = request.HttpContext.GetEndpoint()!.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var question = string.Join('&', request.Query.Where(pair => names.Contains(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .Select(pair => $"{pair.Key.ToLowerInvariant()}={Uri.EscapeDataString(pair.Value.ToString())}"));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Version}\n{request.Path}\n{question}\n{settings.Key}\n{moment}\n{pages.Value.Palette} {startup.IsDemo}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var known)
        && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));
}
