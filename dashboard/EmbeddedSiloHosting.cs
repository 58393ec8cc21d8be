using IpMonitor.Silo;

namespace IpMonitor.Dashboard;

/// <summary>Adds the silo that runs inside the dashboard process.</summary>
internal static class EmbeddedSiloHosting
{
    /// <summary>Adds the grains, their store and single-process clustering.</summary>
    public static void AddSilo(this WebApplicationBuilder builder, StartupSettings settings) =>
        builder.UseOrleans(silo => silo
            .UseEmbeddedClustering()
            .AddActivityPropagation()
            .AddIpMonitor(settings.DataDirectory, settings.ConnectionString, settings.AllowUnverifiedDatabaseTls));
}
