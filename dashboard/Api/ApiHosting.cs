using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security.Authorization;

namespace IpMonitor.Dashboard.Api;

internal static class ApiHosting
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(json => JsonDefaults.Configure(json.SerializerOptions));
        builder.Services.AddSingleton<RefusalMetrics>();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = written =>
        {
            if (written.ProblemDetails is { Status: { } status, Extensions: var more } && more.TryGetValue("code", out var code) && code is string text)
                written.HttpContext.RequestServices.GetRequiredService<RefusalMetrics>().Count(status, text);
        });
        builder.Services.AddExceptionHandler<Problems.ProblemExceptionHandler>();
        builder.Services.AddOpenApi(WireSchemas.Document, openApi =>
        {
            WireSchemas.Set(openApi);
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "IpMonitor";
                document.Info.Description =
                    "知识产权工作实时监测 Real-time monitor of a province's intellectual-property work";
                return Task.CompletedTask;
            });
        });
        builder.Services.AddSingleton<QueryContext>();
    }

    public static void MapOpenApiDocument(this WebApplication app) => app.MapOpenApi().RequireAuthorization(Policies.MayReadLists);
}
