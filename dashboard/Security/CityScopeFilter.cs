using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Journal;

namespace IpMonitor.Dashboard.Security;

/// <summary>Keeps a bureau to the single events of its own city, by the very words that an endpoint goes by.</summary>
internal static class CityScopeFilter
{
    /// <summary>Of what is asked for by a city.</summary>
    public static async ValueTask<object?> RequireCityInScope(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var request = call.HttpContext.Request;
        return IsInScope(call, request.RouteValues["code"] as string ?? request.Query["city"].ToString()) ? await next(call) : CreateProblem();
    }

    /// <summary>Of what is asked for by the source and id of one event; whether there is none is for the endpoint to say.</summary>
    public static async ValueTask<object?> RequireEventInScope(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var query = call.HttpContext.Request.Query;
        var journal = call.HttpContext.RequestServices.GetRequiredService<IJournal>();
        var found = (await journal.FindEvents([new(query["source"].ToString(), query["id"].ToString())]))[0];
        return found is null || IsInScope(call, found.City) ? await next(call) : CreateProblem();
    }

    private static bool IsInScope(EndpointFilterInvocationContext call, string city) =>
        CurrentUser.FromContext(call.HttpContext) is not { Role: Roles.Bureau } bureau || bureau.MayAccessCity(city);

    private static IResult CreateProblem() => Problems.Create(403, "city_not_yours.events");
}
