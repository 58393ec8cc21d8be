using IpMonitor.Dashboard.Api;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace IpMonitor.Dashboard.Logging;

/// <summary>Prints five lines once the server listens: product, address, store, first report, and how to stop it.</summary>
internal static class StartupBanner
{
    public static void PrintWhenStarted(this WebApplication app)
    {
        if (LoggingHosting.ConsoleFormat(app.Configuration) != "text") return;
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            var settings = app.Services.GetRequiredService<Settings>();
            Console.Out.WriteLine(Text(string.Join("  ", addresses), app.Services.GetRequiredService<SqlDatabase>().Place, settings.Demo));
        });
    }

    internal static string Text(string address, string store, bool isDemo) => $"""
        IpMonitor {AboutRoutes.Version} 已就绪 ready{(isDemo ? "（演示数据 demo data）" : "")}
        打开 open     {address}
        数据 data     {store}
        上报 report   POST /api/v1/events，接口说明 API description: /openapi/v1.json
        停止 stop     Ctrl+C
        """;
}
