using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using Scalar.AspNetCore;

namespace IpMonitor.Dashboard.Api;

/// <summary>Registers JSON options, problem details, the OpenAPI document and the query context.</summary>
internal static class ApiHosting
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ExportLimiter>();
        services.ConfigureHttpJsonOptions(json => JsonDefaults.Configure(json.SerializerOptions));
        // An unreadable request becomes a problem in every environment.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<RefusalMetrics>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = CountRefusal);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddOpenApi(WireSchemas.Document, openApi =>
        {
            WireSchemas.Set(openApi);
            openApi.AddDocumentTransformer<OperationDescriptions>();
            openApi.AddOperationTransformer((operation, _, _) =>
            {
                ParameterLimits.Describe(operation);
                return Task.CompletedTask;
            });
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "IpMonitor";
                document.Info.Description =
                    "知识产权工作实时监测 Real-time monitor of a province's intellectual-property work";
                return Task.CompletedTask;
            });
        });
        services.AddSingleton<QueryContext>();
    }

    public static void MapOpenApiDocument(this WebApplication app)
    {
        app.MapOpenApi().RequireAuthorization(Policies.MayReadLists).Reads();
        app.MapScalarApiReference("/docs", (options, context) =>
        {
            // Everything is served from here; nothing is sent to others.
            options.WithTitle("IpMonitor API").WithNonce().DisableTelemetry().DisableDefaultFonts().DisableAgent()
                .DisableMcp().HideDeveloperTools().HideClientButton();
            options.Favicon = $"{context.Request.PathBase}/favicon.svg";
            context.Response.OnStarting(() =>
            {
                SecurityHeaders.AllowNonce(context, context.Items[ScalarOptions.NonceHttpContextItemKey]);
                return Task.CompletedTask;
            });
        }).RequireAuthorization(Policies.MayReadLists).Reads().ExcludeFromDescription();
    }

    private static void CountRefusal(ProblemDetailsContext context)
    {
        var details = context.ProblemDetails;
        if (details.Status is not { } status
            || !details.Extensions.TryGetValue("code", out var value)
            || value is not string code)
            return;
        context.HttpContext.RequestServices.GetRequiredService<RefusalMetrics>().Count(status, code);
    }
}
