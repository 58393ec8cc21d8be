using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Journal;

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
        // The topics of a key name a period too: KeyReadScopeFilter.
        return KeyReadScope.FromPrincipal(invocation.HttpContext.User) is not null
            || EventScope.FromContext(invocation.HttpContext).Includes(city)
                ? await next(invocation)
                : CreateProblem();
    }

    /// <summary>Refuses an event outside the scope: query values <c>source</c> and <c>id</c>.</summary>
    /// <remarks>The endpoint responds to an unknown event.</remarks>
    public static async ValueTask<object?> RequireEventInScope(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var query = invocation.HttpContext.Request.Query;
        var journal = invocation.HttpContext.RequestServices.GetRequiredService<IJournal>();
        var found = (await journal.FindEvents([new(query["source"].ToString(), query["id"].ToString())]))[0];
        if (found is null || EventScope.FromContext(invocation.HttpContext).Includes(found.City))
            return await next(invocation);
        return KeyReadScope.FromPrincipal(invocation.HttpContext.User) is null
            ? CreateProblem()
            : KeyReadScopeFilter.CreateProblem(invocation.HttpContext);
    }

    private static IResult CreateProblem() =>
        ProblemResults.Create(403, "city_not_yours.events");
}
