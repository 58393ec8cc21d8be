namespace IpMonitor.Dashboard.Demo;

internal static class DemoHosting
{
    /// <summary>Loads samples and simulation if they are asked for; a program that was built without them (IpmDemo=false) says so and does not start.</summary>
    public static void AddDemo(this WebApplicationBuilder builder, Settings settings)
    {
        if (!settings.IsDemo) return;
#if DEMO
        builder.Services.AddHostedService<DemoDataService>();
#else
        throw new InvalidOperationException(
            "--demo：这个程序不含演示数据。要看演示，请在源代码目录运行 dotnet ipm.cs up --demo。 This program has no demo data; run dotnet ipm.cs up --demo in the source.");
#endif
    }
}
