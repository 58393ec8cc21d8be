#if !DEMO
using IpMonitor.Silo.Configuration;
#endif

namespace IpMonitor.Dashboard.Demo;

/// <summary>Adds demo data.</summary>
internal static class DemoHosting
{
    /// <summary>Adds the demo data service if <c>--demo</c> is set.</summary>
    /// <exception cref="StartupException">The program was built without demo data (IpmDemo=false).</exception>
    public static void AddDemo(this WebApplicationBuilder builder, StartupSettings settings)
    {
        if (!settings.IsDemo) return;
#if DEMO
        builder.Services.AddHostedService<DemoDataService>();
#else
        throw new StartupException(
            "--demo：这个程序不含演示数据。要看演示，请在源代码目录运行 dotnet ipm.cs up --demo。 "
            + "This program has no demo data; run dotnet ipm.cs up --demo in the source.");
#endif
    }
}
