using IpMonitor.Dashboard.Api;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Logging;

/// <summary>Prints product, address, store, API and how to stop, once the server listens.</summary>
internal static class StartupBanner
{
    /// <summary>Prints the banner at start, unless the console log is not text.</summary>
    public static void PrintWhenStarted(this WebApplication app)
    {
        if (LoggingHosting.GetConsoleFormat(app.Configuration) != "text") return;
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var settings = app.Services.GetRequiredService<StartupSettings>();
            var store = app.Services.GetRequiredService<SqlDatabase>().Location;
            var addresses = string.Join("  ", app.Urls.Select(ToBrowsableAddress));
            Console.Out.WriteLine(Format(addresses, store, settings.IsDemo));
        });
    }

    // A browser cannot open the address of all interfaces.
    private static string ToBrowsableAddress(string address) => address
        .Replace("[::]", "localhost", StringComparison.Ordinal)
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal);

    private static string Format(string address, string store, bool isDemo) => $"""
        IpMonitor {AboutRoutes.Version} 已就绪 ready{(isDemo ? "（演示数据 demo data）" : "")}
        打开 open     {address}
        数据 data     {store}
        上报 report   POST /api/v1/events，接口说明 API description: /openapi/v1.json
        停止 stop     Ctrl+C
        """;
}
