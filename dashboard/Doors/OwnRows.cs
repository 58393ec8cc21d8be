using IpMonitor.Dashboard.Api;
using IpMonitor.Grains.Journal;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Keeps a bureau to the single events of its own city, whichever way an endpoint is asked for them.</summary>
internal static class OwnRows
{
    public static async ValueTask<object?> Only(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        if (Visitor.Of(context) is not { Role: Roles.Bureau } bureau) return await next(call);
        var (values, query) = (context.Request.RouteValues, context.Request.Query);
        var city = values["code"] as string ?? query["city"].ToString();
        if (city.Length == 0 && query["source"].ToString() is { Length: > 0 } source)
            city = (await context.RequestServices.GetRequiredService<IJournal>().Find([new(source, query["id"].ToString())]))[0]?.City ?? bureau.City!;
        return bureau.MayTouch(city) ? await next(call) : Problems.Of(403, "city_not_yours", "市局账号只能查看本市的逐条数据：请把 city 写成本市代码。");
    }
}
