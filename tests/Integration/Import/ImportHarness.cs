using System.Text;
using IpMonitor.Dashboard.Import;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>A store that the tests of a class share; they only check files and report nothing.</summary>
public sealed class ImportHost : IAsyncLifetime
{
    private GrainHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GrainHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal ImportHarness CreateHarness() => new(_host, ownsHost: false);
}

/// <summary>
/// Checks import files against a store, and reports the accepted rows as a published submission does.
/// </summary>
internal sealed class ImportHarness(GrainHost host, bool ownsHost = true) : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 21);
    private Spool? _spool;

    /// <summary>City to which the account is restricted; null for all.</summary>
    public string? AccountCity { get; set; }

    public GrainHost Host => host;

    public static async Task<ImportHarness> Start() => new(await GrainHost.Start());

    public Task<ImportValidation> Check(ImportForm form, params object?[][] rows) =>
        Check(form, WorkbookBuilder.Create(rows));

    public Task<ImportValidation> Check(ImportForm form, string csv) => Check(form, Encoding.UTF8.GetBytes(csv));

    public async Task<ImportValidation> Check(
        ImportForm form, byte[] file, ReportingPeriod? period = null, ImportOptions? limits = null,
        Dictionary<string, string>? answers = null)
    {
        limits ??= new();
        await using var received = await ImportFile.Receive(
            new MemoryStream(file), limits, TestContext.Current.CancellationToken);
        if (_spool is not null) await _spool.DisposeAsync();
        var reference = host.ReferenceData.Current;
        var context = new ImportContext(form, new(reference), new(reference), period, answers ?? []);
        var reader = new RowReader(reference, context, AccountCity, "desk", Today);
        var check = new ImportValidation(
            reference, host.Journal, new(), limits, context, reader, _spool = new(), NullLogger.Instance);
        using var grid = received.Open(limits, TestContext.Current.CancellationToken);
        await check.Run(grid, new());
        return check;
    }

    /// <summary>Returns the rows that the last check accepted as new.</summary>
    public async Task<List<EventInput>> ReadStagedRows()
    {
        var drafts = new List<EventInput>();
        await foreach (var draft in _spool!.Read()) drafts.Add(draft);
        return drafts;
    }

    /// <summary>Reports the staged rows.</summary>
    public async Task Publish() => await Report(await ReadStagedRows());

    public async Task Report(IEnumerable<EventInput> drafts)
    {
        var validator = new EventValidator(host.ReferenceData.Current);
        foreach (var city in drafts.Select(draft => validator.Validate(draft, Today).Event!).GroupBy(e => e.City))
            Assert.All((await host.Grains.GetGrain<ICityGrain>(city.Key)
                .Report([.. city], "test")).Results, eventResult =>
                    Assert.Equal(EventOutcome.Accepted, eventResult.Status));
    }

    public async ValueTask DisposeAsync()
    {
        if (_spool is not null) await _spool.DisposeAsync();
        if (ownsHost) await host.DisposeAsync();
    }
}
