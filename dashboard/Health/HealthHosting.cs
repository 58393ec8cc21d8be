using IpMonitor.Dashboard.Telemetry;
using IpMonitor.Grains.Journal;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Health;

namespace IpMonitor.Dashboard.Health;

/// <summary>Maps liveness and readiness probes, and health details for operators.</summary>
internal static class HealthHosting
{
    private static readonly string[] ProbeMethods = ["GET", "HEAD"];

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<HealthOptions>("Health")
            .Validate(health => health.IsValid, "Health：各限值须大于零。 Every limit of Health must be above zero.");
        builder.Services.AddSingleton<HealthChecks>();
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/health/live", ProbeMethods, () => Results.Text("ok"))
            .AllowAnonymous()
            .ExcludeFromDescription();
        app.MapMethods("/health/ready", ProbeMethods, GetReadiness)
            .AllowAnonymous()
            .ExcludeFromDescription();
        app.MapGet("/health/details", GetDetails)
            .RequireAuthorization(OperatorAccess.Policy)
            .ExcludeFromDescription();
    }

    // Ready while the store can be read: a load balancer must not take reading away when only writing fails.
    private static async Task<IResult> GetReadiness(
        IJournal journal, StoreMonitor monitor, IHostApplicationLifetime lifetime)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return Results.Text("starting", statusCode: 503);
        if (lifetime.ApplicationStopping.IsCancellationRequested) return Results.Text("stopping", statusCode: 503);
        await journal.GetChanges(new(long.MaxValue, WithBuckets: false));
        return Results.Text(monitor.FaultCode is { } fault ? $"degraded {fault}" : "ok");
    }

    private static async Task<IResult> GetDetails(HttpRequest request, HealthChecks checks)
    {
        var inEnglish = request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var report = await checks.Run(inEnglish);
        return TypedResults.Json(report, statusCode: report.State == HealthState.Failed ? 503 : 200);
    }
}
