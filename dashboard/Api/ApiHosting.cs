using IpMonitor.Dashboard.Doors;
using IpMonitor.Dashboard.Wire;

namespace IpMonitor.Dashboard.Api;

internal static class ApiHosting
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Set(json.SerializerOptions));
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<Problems.Handler>();
        builder.Services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "IpMonitor";
            document.Info.Description = "知识产权工作实时监测 Real-time monitor of a province's intellectual-property work";
            return Task.CompletedTask;
        }));
        builder.Services.AddSingleton<Answering>();
    }

    public static void MapDescription(this WebApplication app) => app.MapOpenApi().RequireAuthorization(DoorsHosting.MayReadLists);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", async (Grains.Journal.IJournal journal, IHostApplicationLifetime lifetime) =>
        {
            if (!lifetime.ApplicationStarted.IsCancellationRequested) return Results.Text("starting", statusCode: 503);
            await journal.Changes(new(long.MaxValue, WithBuckets: false));
            return Results.Text("ok");
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
