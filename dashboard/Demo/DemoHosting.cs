#if DEMO
using IpMonitor.Grains.Journal;
using IpMonitor.Silo.Sql;
#endif

namespace IpMonitor.Dashboard.Demo;

/// <summary>Adds demo data, and personas to try it as.</summary>
internal static class DemoHosting
{
    /// <summary>
    /// Adds the services of the demo if <c>--demo</c> is set; called after the silo, whose journal it replaces.
    /// </summary>
    /// <exception cref="Silo.Configuration.StartupException">The program has no demo (IpmDemo=false).</exception>
    public static void AddDemo(this WebApplicationBuilder builder, StartupSettings settings)
    {
        if (!settings.IsDemo) return;
#if DEMO
        builder.Services.AddSingleton<DemoClock>();
        builder.Services.AddSingleton<IJournal>(services => new SqlJournal(
            services.GetRequiredService<SqlDatabase>(), services.GetRequiredService<DemoClock>(),
            services.GetRequiredService<ILogger<SqlJournal>>(), services.GetRequiredService<JournalMetrics>()));
        builder.Services.AddSingleton<DemoLoader>();
        builder.Services.AddSingleton<DemoSubmission>();
        builder.Services.AddSingleton<DemoScreens>();
        builder.Services.AddSingleton<DemoDataService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DemoDataService>());
#else
        throw new Silo.Configuration.StartupException(
            "--demo：这个程序不含演示数据。要看演示，请在源代码目录运行 dotnet ipm.cs up --demo。 "
            + "This program has no demo data; run dotnet ipm.cs up --demo in the source.");
#endif
    }

    /// <summary>Lets requests wait until the demo data is loaded, and marks the names of downloaded files.</summary>
    public static void UseDemo(this WebApplication app, StartupSettings settings)
    {
        if (!settings.IsDemo) return;
#if DEMO
        var data = app.Services.GetRequiredService<DemoDataService>();
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/hubs"))
                await data.Loaded.WaitAsync(context.RequestAborted);
            context.Response.OnStarting(() =>
            {
                DemoFileNames.Mark(context.Response);
                return Task.CompletedTask;
            });
            await next(context);
        });
#endif
    }

    /// <summary>Maps the sign-in as a persona.</summary>
    public static void MapDemo(this WebApplication app, StartupSettings settings)
    {
        if (!settings.IsDemo) return;
#if DEMO
        app.MapPersonas();
#endif
    }
}
