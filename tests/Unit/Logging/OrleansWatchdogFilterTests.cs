using IpMonitor.Dashboard.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace IpMonitor.UnitTests.Logging;

/// <summary>Tests of the filter that drops the false stall warning of Orleans' watchdog at start.</summary>
public sealed class OrleansWatchdogFilterTests
{
    private const string Watchdog = "Orleans.Runtime.Watchdog";
    private readonly OrleansWatchdogFilter _filter = new(TimeProvider.System);

    [Fact]
    public void A_stall_longer_than_the_process_has_run_is_dropped() =>
        Assert.False(_filter.IsEnabled(Stall(Watchdog, TimeSpan.FromDays(1))));

    [Fact]
    public void A_stall_shorter_than_the_process_has_run_is_kept() =>
        Assert.True(_filter.IsEnabled(Stall(Watchdog, TimeSpan.Zero)));

    [Fact]
    public void Other_sources_are_kept() =>
        Assert.True(_filter.IsEnabled(Stall("Orleans.Runtime.Silo", TimeSpan.FromDays(1))));

    private static LogEvent Stall(string source, TimeSpan duration) => new(
        DateTimeOffset.UnixEpoch, LogEventLevel.Warning, exception: null,
        new MessageTemplateParser().Parse("Participant check thread has not completed for {Elapsed}"),
        [new("SourceContext", new ScalarValue(source)), new("Elapsed", new ScalarValue(duration))]);
}
