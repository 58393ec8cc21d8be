using System.Collections.Concurrent;
using IpMonitor.Grains.Journal;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A cluster of two silos in this process, over one SQLite store.</summary>
internal sealed class TwoSiloCluster : IAsyncDisposable
{
    private readonly string _folder = TestFolder.CreatePath();
    private readonly ConcurrentDictionary<string, (SqliteDatabase Database, SqlJournal Inner, FaultyJournal Outer)>
        _journals = new();

    private InProcessTestCluster _cluster = null!;

    private TwoSiloCluster()
    {
    }

    public static async Task<TwoSiloCluster> Start()
    {
        var silos = new TwoSiloCluster();
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddIpMonitor(silos._folder);
            silo.Configure<SiloMessagingOptions>(
                messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10));
            // An instance that outlives the silo, like the journal of a process wrongly declared dead.
            silo.Services.AddSingleton<IJournal>(silos.OpenJournal(options.SiloName));
        });
        // Runs after the cluster has added its table.
        builder.ConfigureSiloHost((_, host) => host.ConfigureContainer(new DefaultServiceProviderFactory(), services =>
        {
            var table = services.Select(service => service.ImplementationInstance).OfType<IMembershipTable>().Single();
            services.AddSingleton<IMembershipTable>(provider =>
                new UnawareMembershipTable(table, provider.GetRequiredService<ILocalSiloDetails>()));
        }));
        silos._cluster = builder.Build();
        await silos._cluster.DeployAsync();
        return silos;
    }

    /// <summary>The running silos.</summary>
    public IReadOnlyList<InProcessSiloHandle> RunningSilos => _cluster.Silos;

    /// <summary>Returns the silo that has the activation of a grain.</summary>
    public async Task<InProcessSiloHandle> HostOf(IAddressable grain)
    {
        var address = await GrainFactoryOf(RunningSilos[0]).GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return RunningSilos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>Returns the other running silo.</summary>
    public InProcessSiloHandle OtherThan(InProcessSiloHandle silo) => RunningSilos.Single(each => each != silo);

    /// <summary>Returns the grain factory of a silo's own client.</summary>
    public static IGrainFactory GrainFactoryOf(InProcessSiloHandle silo) =>
        silo.ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>Returns the journal of a silo; usable after the silo was killed.</summary>
    public FaultyJournal JournalOf(InProcessSiloHandle silo) => _journals[silo.Name].Outer;

    /// <summary>Stops a silo without deactivating its grains.</summary>
    public Task Kill(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    /// <summary>
    /// Declares a silo dead to the other one, as after missed probes. It keeps running: it reads the membership table,
    /// but not its own death.
    /// </summary>
    public async Task DeclareDead(InProcessSiloHandle silo)
    {
        var services = OtherThan(silo).ServiceProvider;
        var table = services.GetRequiredService<IMembershipTable>();
        var rows = await table.ReadAllAsync(CancellationToken.None);
        var (entry, etag) = rows.TryGet(silo.SiloAddress)!;
        entry.Status = SiloStatus.Dead;
        Assert.True(await table.UpdateRowAsync(entry, etag, rows.Version.Next(), CancellationToken.None));
        foreach (var each in RunningSilos)
            await each.ServiceProvider.GetRequiredService<IClusterMembershipService>()
                .Refresh(new(rows.Version.Next().Version));
    }

    /// <summary>Opens the store in addition to the silos.</summary>
    public SqliteDatabase OpenStore() => new(_folder);

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        foreach (var (database, journal, _) in _journals.Values)
        {
            await journal.DisposeAsync();
            database.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private FaultyJournal OpenJournal(string silo) => _journals.GetOrAdd(silo, _ =>
    {
        var database = new SqliteDatabase(_folder);
        var journal = new SqlJournal(database, TimeProvider.System);
        return (database, journal, new(journal));
    }).Outer;
}
