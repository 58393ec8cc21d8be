using IpMonitor.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A slow grain, or one that calls another that calls it back.</summary>
public interface ISlowGrain : IGrainWithStringKey
{
    Task Wait(string line, string? gate);

    [ResponseTimeout("00:00:01")]
    Task WaitWithShortTimeout(string gate);

    [OneWay]
    Task WaitOneWay(string line);

    Task CallInCycle(string other);

    Task CallBack(string caller);
}

public sealed class SlowGrain(GrainRecorder recorder) : Grain, ISlowGrain
{
    public async Task Wait(string line, string? gate)
    {
        recorder.Write($"{this.GetPrimaryKeyString()} {line} begins");
        if (gate is not null) await recorder.WaitAtGate(gate);
        recorder.Write($"{this.GetPrimaryKeyString()} {line} ends");
    }

    public Task WaitWithShortTimeout(string gate) => recorder.WaitAtGate(gate);

    public Task WaitOneWay(string line) => Wait(line, null);

    public Task CallInCycle(string other) =>
        GrainFactory.GetGrain<ISlowGrain>(other).CallBack(this.GetPrimaryKeyString());

    public Task CallBack(string caller) => GrainFactory.GetGrain<ISlowGrain>(caller).Wait("back", null);
}

public sealed class TimeoutTests : IAsyncLifetime
{
    private LocalCluster _cluster = null!;

    private ISlowGrain Grain => Named("slow");

    private GrainRecorder Recorder => _cluster.GetService<GrainRecorder>();

    public async ValueTask InitializeAsync() => _cluster = await LocalCluster.StartWithTimeout(
        TimeSpan.FromSeconds(1), services => services.AddSingleton<GrainRecorder>());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_queued_call_past_its_timeout_never_runs_but_a_started_one_continues()
    {
        var running = Grain.Wait("running", "gate");
        await Eventually.BecomesTrue(() => Recorder.LinesOf("slow").Any());
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Wait("queued", null).WithinTimeLimit());
        await Assert.ThrowsAsync<TimeoutException>(() => running.WithinTimeLimit());
        await WaitUntilExpired();
        Recorder.OpenGate("gate");
        await WaitUntilResponsive(Grain);
        Assert.Equal(
            ["running begins", "running ends", "answers begins", "answers ends"],
            Recorder.LinesOf("slow").Distinct().Where(line => !line.StartsWith("later", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_queued_one_way_call_runs_regardless_of_its_wait()
    {
        var running = Grain.Wait("running", "gate");
        await Eventually.BecomesTrue(() => Recorder.LinesOf("slow").Any());
        await Grain.WaitOneWay("told").WithinTimeLimit();
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Wait("queued", null).WithinTimeLimit());
        await Assert.ThrowsAsync<TimeoutException>(() => running.WithinTimeLimit());
        await WaitUntilExpired();
        Recorder.OpenGate("gate");
        await Eventually.BecomesTrue(() => Recorder.LinesOf("slow").Contains("told ends"));
        Assert.DoesNotContain("queued begins", Recorder.LinesOf("slow"));
    }

    [Fact]
    public async Task A_cycle_of_calls_fails_instead_of_hanging()
    {
        await WaitUntilResponsive(Named("a"));
        await WaitUntilResponsive(Named("b"));
        await Assert.ThrowsAsync<TimeoutException>(() => Named("a").CallInCycle("b").WithinTimeLimit());
        await WaitUntilResponsive(Named("a"));
        await WaitUntilResponsive(Named("b"));
        Assert.DoesNotContain("back begins", Recorder.LinesOf("a"));
    }

    [Fact]
    public async Task A_grain_that_calls_itself_fails_instead_of_hanging()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Named("a").CallBack("a").WithinTimeLimit());
        await WaitUntilResponsive(Named("a"));
        Assert.DoesNotContain("back begins", Recorder.LinesOf("a"));
    }

    [Fact]
    public async Task A_method_may_have_its_own_timeout()
    {
        await using var cluster = await LocalCluster.StartWithTimeout(
            TimeSpan.FromMinutes(5), services => services.AddSingleton<GrainRecorder>());
        await Assert.ThrowsAsync<TimeoutException>(
            () => cluster.GrainFactory.GetGrain<ISlowGrain>("slow").WaitWithShortTimeout("gate").WithinTimeLimit());
        cluster.GetService<GrainRecorder>().OpenGate("gate");
    }

    // A caller may time out a moment before its message expires. Another timeout later the message has expired.
    private async Task WaitUntilExpired() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Wait("later", null).WithinTimeLimit());

    private ISlowGrain Named(string name) => _cluster.GrainFactory.GetGrain<ISlowGrain>(name);

    // The grains of a cycle are free again once the inner call has timed out too.
    private static async Task WaitUntilResponsive(ISlowGrain grain)
    {
        for (var tries = 10; ; tries--)
        {
            try
            {
                await grain.Wait("answers", null).WithinTimeLimit();
                return;
            }
            catch (TimeoutException) when (tries > 0)
            {
            }
        }
    }
}
