using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Charts;
using IpMonitor.Dashboard.Demo;
using IpMonitor.Dashboard.Health;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Logging;
using IpMonitor.Dashboard.ReferenceData;
using IpMonitor.Dashboard.Screens;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Accounts;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Dashboard.Telemetry;
using IpMonitor.Silo;

namespace IpMonitor.Dashboard;

/// <summary>Builds the dashboard application from its parts and runs it.</summary>
public static class Program
{
    /// <summary>Runs the application until it is stopped; returns 2 if the start is refused.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (CommandLineArguments.GetRequestedText(args) is { } text)
        {
            Console.WriteLine(text);
            return 0;
        }
        WebApplication? app = null;
        try
        {
            app = Create(args);
            await StartupChecks.Run(app);
            await app.StartAsync();
        }
        catch (Exception exception) when (StartupRefusal.Describe(exception) is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal);
            if (app is not null) await app.DisposeAsync();
            return StartupRefusal.ExitCode;
        }
        await using (app) await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="args">Command-line arguments; they override the environment and <c>appsettings.json</c>.</param>
    /// <param name="configure">Changes the builder last, for tests.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        args = CommandLineArguments.ExpandFlags(args);
        CommandLineArguments.Validate(args);
        // Settings and pages are in the directory of the program, not in the current directory.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = builder.AddStartupSettings(args);
        builder.AddSerilogLogging();
        builder.AddSilo(settings);
        builder.AddDemo(settings);
        builder.AddTransportSecurity();
        builder.AddSecurity();
        builder.AddRequestBodies();
        builder.AddAccounts(settings);
        builder.AddAuthenticationSchemes(settings);
        builder.AddAuthorizationPolicies();
        builder.AddRateLimits();
        builder.AddSecurityHeaders();
        builder.AddIngestion();
        builder.AddImport();
        builder.AddReference();
        builder.AddSubmissions();
        builder.AddApi();
        builder.AddCharts();
        builder.AddLive();
        builder.AddHealth();
        builder.AddTelemetry(settings);
        builder.AddSpa();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UsePathBaseSetting();
        app.UseRequestLogging();
        app.UseResponseLanguage();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseRefusalLog();
        app.UseGracefulShutdown();
        app.UseTransportSecurity();
        app.UseSpaFiles();
        app.UseDemo(settings);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseSameOriginFilter();
        app.UseUnknownAddresses();
        app.UseAuthorization();
        app.UseRequestCharset();
        app.UseRequestBodies();
        app.MapSessions();
        app.MapAccounts();
        app.MapApiKeys();
        app.MapAudit();
        app.MapAbout();
        app.MapEvents();
        app.MapImport();
        app.MapFigures();
        app.MapHistory();
        app.MapEventQueries();
        app.MapReference();
        app.MapSubmissions();
        app.MapCampaigns();
        app.MapCharts();
        app.MapScreens();
        app.MapLive();
        app.MapDemo(settings);
        app.MapHealth();
        app.MapTelemetry();
        app.MapOpenApiDocument();
        app.MapSpa();
        app.PrintWhenStarted();
        return app;
    }
}
