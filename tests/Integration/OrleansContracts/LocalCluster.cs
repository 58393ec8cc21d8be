using IpMonitor.Silo;
using IpMonitor.Simulation;
using IpMonitor.Simulation.Runtime;
using IpMonitor.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Statistics;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>
/// A silo for a test: a real one in this process, or a simulated one if the test runs under the simulation.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly Func<Task> _stop;
    private readonly IAsyncDisposable _owner;

    private LocalCluster(IServiceProvider services, Func<Task> stop, IAsyncDisposable owner) =>
        (Services, _stop, _owner) = (services, stop, owner);

    public IServiceProvider Services { get; }

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public IGrainFactory GrainFactory => Services.GetRequiredService<IGrainFactory>();

    public static async Task<LocalCluster> Start(
        Action<ISiloBuilder>? configureSilo = null, Action<IServiceCollection>? configureServices = null,
        bool hasReminders = false)
    {
        if (TaskScheduler.Current is SimulatedProcess process)
            return StartSimulated(process, configureSilo, configureServices);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseEmbeddedClustering();
            silo.Services.AddSingleton<IEnvironmentStatisticsProvider, NoEnvironmentStatistics>();
            if (hasReminders) AddReminders(silo);
            configureSilo?.Invoke(silo);
        });
        configureServices?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new(host.Services, () => host.StopAsync(), (IAsyncDisposable)host);
    }

    /// <summary>Starts a silo with a response timeout.</summary>
    public static Task<LocalCluster> StartWithTimeout(
        TimeSpan timeout, Action<IServiceCollection>? configureServices = null) =>
        Start(
            silo => silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = timeout),
            configureServices);

    public T GetService<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Stops the silo gracefully.</summary>
    public Task Stop() => _stop();

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _owner.DisposeAsync();
    }

    private static void AddReminders(ISiloBuilder silo)
    {
        silo.UseInMemoryReminderService();
        silo.Configure<ReminderOptions>(
            reminders => reminders.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
    }

    // Simulated silos always have reminders.
    private static LocalCluster StartSimulated(
        SimulatedProcess process, Action<ISiloBuilder>? configureSilo, Action<IServiceCollection>? configureServices)
    {
        var builder = new SimulatedSiloBuilder(process);
        configureSilo?.Invoke(builder);
        configureServices?.Invoke(builder.Services);
        var services = builder.Services.BuildServiceProvider();
        var silo = services.GetRequiredService<SimulatedSilo>();
        silo.Start();
        return new(services, () => silo.Stop(CancellationToken.None), services);
    }
}
