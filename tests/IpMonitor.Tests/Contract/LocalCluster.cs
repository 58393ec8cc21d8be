using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace IpMonitor.Tests.Contract;

/// <summary>A silo of its own in this process, of whichever runtime is built.</summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly IHost _host;

    private LocalCluster(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public IGrainFactory GrainFactory => Services.GetRequiredService<IGrainFactory>();

    public static async Task<LocalCluster> Start(Action<ISiloBuilder>? configureSilo = null, Action<IServiceCollection>? configureServices = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            configureSilo?.Invoke(silo);
        });
        configureServices?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    /// <summary>A silo whose callers wait for so long.</summary>
    public static Task<LocalCluster> WithTimeout(TimeSpan timeout, Action<IServiceCollection>? configureServices = null) =>
        Start(silo => silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = timeout), configureServices);

    public T Service<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Stops the silo in good order.</summary>
    public Task Stop() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A silo that the tests of a class share, with what they look at from outside the grains.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public LocalCluster Cluster { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.GrainFactory;

    public Diary Diary => Cluster.Service<Diary>();

    public async ValueTask InitializeAsync() => Cluster = await LocalCluster.Start(
        configureServices: services => services.AddSingleton<Diary>().AddScoped<Desk>());

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
