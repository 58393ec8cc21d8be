using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.OrleansContracts;
using IpMonitor.Silo;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>A silo with all grains, over a store with injectable faults.</summary>
internal sealed class GrainHost : IAsyncDisposable
{
    private readonly string _folder;
    private LocalCluster _host;

    private readonly Action<ISiloBuilder>? _configure;

    private GrainHost(LocalCluster host, string folder, Action<ISiloBuilder>? configure)
    {
        _host = host;
        _folder = folder;
        _configure = configure;
    }

    /// <summary>Folder of the store, for a second silo on it.</summary>
    public string Folder => _folder;

    public Silo.Sql.SqlDatabase Store => _host.GetService<Silo.Sql.SqlDatabase>();

    /// <summary>Verifies the store on disposal; false in tests that damage it on purpose.</summary>
    public bool MustVerify { get; set; } = true;

    public IClusterClient Client => _host.GetService<IClusterClient>();

    public IGrainFactory Grains => _host.GrainFactory;

    public IRankingGrain Ranking => Grains.GetGrain<IRankingGrain>("370000");

    public PointInTimeQueries History => _host.GetService<PointInTimeQueries>();

    public ReferenceDataStore ReferenceData => _host.GetService<ReferenceDataStore>();

    public FaultyJournal Journal => (FaultyJournal)_host.GetService<IJournal>();

    public static async Task<GrainHost> Start(Action<ISiloBuilder>? configure = null)
    {
        var folder = TestFolder.CreatePath();
        return new(await Start(folder, configure), folder, configure);
    }

    /// <summary>Stops the silo gracefully and starts another one on the same store.</summary>
    public async Task Restart()
    {
        await _host.DisposeAsync();
        _host = await Start(_folder, _configure);
    }

    private static Task<LocalCluster> Start(string folder, Action<ISiloBuilder>? configure) =>
        LocalCluster.Start(silo =>
        {
            silo.AddIpMonitor(folder);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10));
            silo.Services.AddSingleton<Silo.Sql.SqlJournal>();
            silo.Services.AddSingleton<IJournal, FaultyJournal>();
            configure?.Invoke(silo);
        });

    public async ValueTask DisposeAsync()
    {
        var store = Store;
        await _host.DisposeAsync();
        if (MustVerify) Assert.Empty(Silo.Sql.StoreVerifier.FindDifferences(store, out _));
        store.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
