using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Endpoint filters that limit a bureau, and a key for some cities, to the single events of theirs.</summary>
/// <remarks>They read the same route and query values as the endpoints.</remarks>
internal static class CityScopeFilter
{
    /// <summary>Refuses a city outside the scope: route value <c>code</c> or query value <c>city</c>.</summary>
    public static async ValueTask<object?> RequireCityInScope(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var request = invocation.HttpContext.Request;
        var city = request.RouteValues["code"] as string ?? request.Query["city"].ToString();
        return IsInBureauScope(invocation.HttpContext, city) ? await next(invocation) : CreateProblem();
    }

    /// <summary>Refuses an event outside the scope: query values <c>source</c> and <c>id</c>.</summary>
    /// <remarks>The endpoint responds to an unknown event.</remarks>
    public static async ValueTask<object?> RequireEventInScope(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var query = invocation.HttpContext.Request.Query;
        var journal = invocation.HttpContext.RequestServices.GetRequiredService<IJournal>();
        var found = (await journal.FindEvents([new(query["source"].ToString(), query["id"].ToString())]))[0];
        if (found is null) return await next(invocation);
        if (!IsInKeyScope(invocation.HttpContext, found.City))
            return KeyReadScopeFilter.CreateProblem(invocation.HttpContext);
        return IsInBureauScope(invocation.HttpContext, found.City) ? await next(invocation) : CreateProblem();
    }

    /// <summary>Returns true if the caller may see single events of a city.</summary>
    public static bool IsInScope(HttpContext context, string city) =>
        IsInKeyScope(context, city) && IsInBureauScope(context, city);

    private static bool IsInKeyScope(HttpContext context, string city) =>
        KeyReadScope.FromPrincipal(context.User) is not { IsUnlimited: false } scope
        || scope.Includes(new($"city/{city}/", TopicKind.City, city, ""));

    private static bool IsInBureauScope(HttpContext context, string city)
    {
        var user = CurrentUser.FromContext(context);
        return user.Role != Roles.Bureau || user.MayAccessCity(city);
    }

    private static IResult CreateProblem() =>
        ProblemResults.Create(403, "city_not_yours.events");
}
