using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Runtime;
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

    public Silo.Sql.SqlDatabase Store => _host.GetService<Silo.Sql.SqlDatabase>();

    /// <summary>Verifies the store on disposal; false in tests that damage it on purpose.</summary>
    public bool MustVerify { get; set; } = true;

    public IClusterClient Client => _host.GetService<IClusterClient>();

    public IGrainFactory Grains => _host.GrainFactory;

    public IRankingGrain Ranking => Grains.GetGrain<IRankingGrain>("370000");

    public HistoricalQueries History => _host.GetService<HistoricalQueries>();

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

/// <summary>
/// The real journal with injectable faults: before a commit, or after a commit whose response is lost.
/// </summary>
internal sealed class FaultyJournal(Silo.Sql.SqlJournal inner) : IJournal
{
    public bool FailAppends { get; set; }

    public bool LoseResponses { get; set; }

    public bool FailReads { get; set; }

    /// <summary>Runs before each append.</summary>
    public Action? BeforeAppend { get; set; }

    /// <summary>Runs in place of each append and receives it.</summary>
    public Func<AppendRequest, Func<Task<AppendResult>>, Task<AppendResult>>? AroundAppend { get; set; }

    /// <summary>Runs once, during the next read of events.</summary>
    public Func<Task>? OnNextEventsRead { get; set; }

    public async Task<AppendResult> Append(AppendRequest append)
    {
        BeforeAppend?.Invoke();
        if (FailAppends) throw new JournalException("the disk is full");
        var appended = AroundAppend is { } aroundAppend
            ? await aroundAppend(append, () => inner.Append(append))
            : await inner.Append(append);
        return LoseResponses ? throw new JournalException("the answer is lost") : appended;
    }

    public Task<ImmutableArray<Event?>> FindEvents(ImmutableArray<EventKey> keys) => inner.FindEvents(keys);

    public Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys) =>
        inner.GetCorrectionChains(keys);

    public Task<ImmutableArray<JournalEvent>> GetEventsInRanges(
        string city,
        string metric,
        ImmutableArray<UnitDateRange> spans) => inner.GetEventsInRanges(city, metric, spans);

    public Task<CityState> GetCityState(string city) =>
        FailReads ? throw new JournalException("unreadable") : inner.GetCityState(city);

    public Task<JournalChanges> GetChanges(ChangesQuery query) =>
        FailReads ? throw new JournalException("unreadable") : inner.GetChanges(query);

    public async Task<EventPage> QueryEvents(EventQuery query)
    {
        var page = await inner.QueryEvents(query);
        if (OnNextEventsRead is not { } onRead) return page;
        OnNextEventsRead = null;
        await onRead();
        return page;
    }

    public Task<PastState?> GetPastState(PastStateQuery query) => inner.GetPastState(query);

    public Task<ImmutableArray<JournalEvent>> GetCorrectedDays(
        long after,
        long maxPosition,
        ImmutableArray<string> metrics) => inner.GetCorrectedDays(after, maxPosition, metrics);

    public Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query) => inner.GetDailyClosings(query);

    public Task<long> GetPositionAt(DateTimeOffset time) => inner.GetPositionAt(time);

    public Task RecordDayChange(DateOnly day) => inner.RecordDayChange(day);

    public Task<ReferenceDocuments> GetReferenceDocuments(long position) => inner.GetReferenceDocuments(position);

    public Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document) =>
        inner.GetReferenceVersions(document);

    public Task<long?> PutReference(PutReferenceRequest reference) => inner.PutReference(reference);
}
