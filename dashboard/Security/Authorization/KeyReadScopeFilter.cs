using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Limits API keys to the REST addresses of the topics that they may read.</summary>
internal static class KeyReadScopeFilter
{
    /// <summary>The topic of the latest events of the province.</summary>
    public static readonly Topic Feed = Topic.Parse("feed")!;

    /// <summary>Refuses a key that may not read the topic of the request.</summary>
    /// <param name="endpoints">The endpoints to limit.</param>
    /// <param name="kind">
    /// Kind of the topic; null if only keys without limits may read. <see cref="TopicKind.Feed"/> stands for the feed,
    /// and for the topic of a city if the request names one.
    /// </param>
    public static TBuilder RequireReadScope<TBuilder>(this TBuilder endpoints, TopicKind? kind)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter((invocation, next) =>
        {
            var context = invocation.HttpContext;
            return KeyReadScope.FromPrincipal(context.User) is { IsUnlimited: false } scope
                && !(kind is { } known && scope.Includes(GetTopic(context, known)))
                && !(kind == TopicKind.Feed && scope.Includes(Feed))
                ? ValueTask.FromResult<object?>(CreateProblem(context))
                : next(invocation);
        });

    /// <summary>Creates the problem of a request out of the key's reach.</summary>
    public static IResult CreateProblem(HttpContext context) => ProblemResults.Create(
        403, "not_allowed.key_reach", context.User.Identity?.Name ?? "", DescribeReach(context));

    /// <summary>Returns the cities and the prefixes of topics that the caller's key may read.</summary>
    public static MessageArgument DescribeReach(HttpContext context)
    {
        var scope = KeyReadScope.FromPrincipal(context.User)!;
        return MessageArgument.List(scope.Cities.Order(StringComparer.Ordinal).Concat(scope.Prefixes));
    }

    private static Topic GetTopic(HttpContext context, TopicKind kind)
    {
        var (route, query) = (context.Request.RouteValues, context.Request.Query);
        string period = query["period"].ToString(), code = route["code"] as string ?? query["city"].ToString();
        string metric = route["metric"] as string ?? query["metric"].ToString(),
            campaign = route["id"] as string ?? query["campaign"].ToString();
        var places = context.RequestServices.GetRequiredService<ReferenceDataStore>().Current.Places;
        var city = places.FindUnit(code)?.City ?? code;
        return kind switch
        {
            TopicKind.City => new($"city/{city}/{period}", kind, city, period),
            TopicKind.Feed or TopicKind.Province when city.Length > 0 =>
                new($"city/{city}/{period}", TopicKind.City, city, period),
            TopicKind.Ranking => new($"ranking/{metric}/{period}", kind, metric, period),
            TopicKind.Province => new($"province/{period}", kind, "", period),
            TopicKind.Campaign => new($"campaign/{campaign}", kind, campaign, ""),
            TopicKind.Feed => Feed,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }
}
