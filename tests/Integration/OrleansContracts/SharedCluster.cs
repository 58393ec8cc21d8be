using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A silo shared by the tests of a class.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public LocalCluster Cluster { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.GrainFactory;

    public GrainRecorder Recorder => Cluster.GetService<GrainRecorder>();

    public async ValueTask InitializeAsync() => Cluster = await LocalCluster.Start(
        configureServices: services => services.AddSingleton<GrainRecorder>().AddScoped<ScopedService>(),
        hasReminders: true);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
