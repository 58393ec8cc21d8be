using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace IpMonitor.Tests.Contract;

/// <summary>A grain that is slow, or calls another that calls it back.</summary>
public interface ISlowGrain : IGrainWithStringKey
{
    Task Wait(string line, string? gate);

    [ResponseTimeout("00:00:01")]
    Task WaitASecond(string gate);

    [OneWay]
    Task Tell(string line);

    Task CallRound(string other);

    Task CallBack(string caller);
}

public sealed class SlowGrain(Diary diary) : Grain, ISlowGrain
{
    public async Task Wait(string line, string? gate)
    {
        diary.Write($"{this.GetPrimaryKeyString()} {line} begins");
        if (gate is not null) await diary.Gate(gate);
        diary.Write($"{this.GetPrimaryKeyString()} {line} ends");
    }

    public Task WaitASecond(string gate) => diary.Gate(gate);

    public Task Tell(string line) => Wait(line, null);

    public Task CallRound(string other) => GrainFactory.GetGrain<ISlowGrain>(other).CallBack(this.GetPrimaryKeyString());

    public Task CallBack(string caller) => GrainFactory.GetGrain<ISlowGrain>(caller).Wait("back", null);
}

public sealed class TimeoutTests : IAsyncLifetime
{
    private LocalCluster _cluster = null!;

    private ISlowGrain Grain => Named("slow");

    private Diary Diary => _cluster.Service<Diary>();

    public async ValueTask InitializeAsync() => _cluster = await LocalCluster.WithTimeout(
        TimeSpan.FromSeconds(1), services => services.AddSingleton<Diary>());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_queued_call_past_its_time_out_never_runs_but_one_that_began_goes_on()
    {
        var running = Grain.Wait("running", "gate");
        await Soon.Is(() => Diary.Of("slow").Any());
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Wait("queued", null).Ends());
        await Assert.ThrowsAsync<TimeoutException>(() => running.Ends());
        Diary.Open("gate");
        await UntilItAnswers(Grain);
        Assert.Equal(["running begins", "running ends", "answers begins", "answers ends"], Diary.Of("slow").Distinct());
    }

    [Fact]
    public async Task A_queued_one_way_call_runs_however_long_it_waited()
    {
        var running = Grain.Wait("running", "gate");
        await Soon.Is(() => Diary.Of("slow").Any());
        await Grain.Tell("told").Ends();
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Wait("queued", null).Ends());
        await Assert.ThrowsAsync<TimeoutException>(() => running.Ends());
        Diary.Open("gate");
        await Soon.Is(() => Diary.Of("slow").Contains("told ends"));
        Assert.DoesNotContain("queued begins", Diary.Of("slow"));
    }

    [Fact]
    public async Task A_cycle_of_calls_fails_instead_of_hanging()
    {
        await UntilItAnswers(Named("a"));
        await UntilItAnswers(Named("b"));
        await Assert.ThrowsAsync<TimeoutException>(() => Named("a").CallRound("b").Ends());
        await UntilItAnswers(Named("a"));
        await UntilItAnswers(Named("b"));
        Assert.DoesNotContain("back begins", Diary.Of("a"));
    }

    [Fact]
    public async Task A_grain_that_calls_itself_fails_instead_of_hanging()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Named("a").CallBack("a").Ends());
        await UntilItAnswers(Named("a"));
        Assert.DoesNotContain("back begins", Diary.Of("a"));
    }

    [Fact]
    public async Task A_method_may_have_a_time_out_of_its_own()
    {
        await using var patient = await LocalCluster.WithTimeout(
            TimeSpan.FromMinutes(5), services => services.AddSingleton<Diary>());
        await Assert.ThrowsAsync<TimeoutException>(() => patient.GrainFactory.GetGrain<ISlowGrain>("slow").WaitASecond("gate").Ends());
        patient.Service<Diary>().Open("gate");
    }

    private ISlowGrain Named(string name) => _cluster.GrainFactory.GetGrain<ISlowGrain>(name);

    // Whoever gave up on the cycle, its grains are free once the inner call has run out of time too.
    private static async Task UntilItAnswers(ISlowGrain grain)
    {
        for (var tries = 10; ; tries--)
        {
            try
            {
                await grain.Wait("answers", null).Ends();
                return;
            }
            catch (TimeoutException) when (tries > 0)
            {
            }
        }
    }
}
