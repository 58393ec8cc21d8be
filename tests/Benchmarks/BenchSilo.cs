using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>A silo over a temporary store that is filled before the start.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipm-bench-{Guid.NewGuid():N}");
    private IHost _host = null!;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IRankingGrain Ranking => Grains.GetGrain<IRankingGrain>("370000");

    public PointInTimeQueries PointInTimeQueries => _host.Services.GetRequiredService<PointInTimeQueries>();

    public ReferenceDataStore Reference => _host.Services.GetRequiredService<ReferenceDataStore>();

    public static async Task<BenchSilo> Start(TimeProvider time, Action<string> fillStore)
    {
        var silo = new BenchSilo();
        fillStore(silo._folder);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time);
        builder.UseOrleans(orleans => orleans.UseEmbeddedClustering().AddIpMonitor(silo._folder));
        silo._host = builder.Build();
        await silo._host.StartAsync();
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
