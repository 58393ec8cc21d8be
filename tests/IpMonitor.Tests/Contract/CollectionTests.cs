using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace IpMonitor.Tests.Contract;

/// <summary>A grain that may have a timer, and may ask to be kept.</summary>
public interface IIdleGrain : IGrainWithStringKey
{
    Task Call();

    Task Tick(bool keepAlive);

    Task StayFor(TimeSpan time);
}

public sealed class IdleGrain(Diary diary) : Grain, IIdleGrain
{
    private string Name => this.GetPrimaryKeyString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        diary.Write($"{Name} goes {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Call() => Task.CompletedTask;

    public Task Tick(bool keepAlive)
    {
        var often = TimeSpan.FromMilliseconds(100);
        this.RegisterGrainTimer(_ => Task.CompletedTask, new GrainTimerCreationOptions(often, often) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StayFor(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}

/// <summary>Grains go soon after the last call here.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private LocalCluster _cluster = null!;

    private Diary Diary => _cluster.Service<Diary>();

    public async ValueTask InitializeAsync() => _cluster = await LocalCluster.Start(
        silo => silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionQuantum = TimeSpan.FromMilliseconds(200);
            collection.CollectionAge = TimeSpan.FromMilliseconds(800);
        }),
        services => services.AddSingleton<Diary>());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_idle_grain_goes_and_comes_back_when_called()
    {
        await Named("idle").Call().Ends();
        await ItGoes("idle");
        Assert.Equal(["goes ActivationIdle"], Diary.Of("idle"));
        await Named("idle").Call().Ends();
        await ItGoes("idle");
    }

    [Fact]
    public async Task A_timer_does_not_keep_a_grain_unless_told_to()
    {
        await Named("kept").Tick(keepAlive: true).Ends();
        await Named("ticking").Tick(keepAlive: false).Ends();
        for (var round = 0; round < 3; round++)
        {
            await ItGoes("ticking");
            await Named("ticking").Tick(keepAlive: false).Ends();
        }
        Assert.Empty(Diary.Of("kept"));
    }

    [Fact]
    public async Task A_grain_stays_for_as_long_as_it_asked()
    {
        await Named("staying").StayFor(TimeSpan.FromMinutes(10)).Ends();
        for (var round = 0; round < 2; round++)
        {
            await Named("idle").Call().Ends();
            await ItGoes("idle");
        }
        Assert.Empty(Diary.Of("staying"));
    }

    [Fact]
    public async Task An_age_below_the_quantum_is_refused()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => LocalCluster.Start(silo =>
            silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = collection.CollectionQuantum)));
        Assert.Contains("CollectionAge", refused.Message);
    }

    private IIdleGrain Named(string name) => _cluster.GrainFactory.GetGrain<IIdleGrain>(name);

    private async Task ItGoes(string name)
    {
        var gone = Diary.Of(name).Count();
        await Soon.Is(() => Diary.Of(name).Count() > gone);
    }
}
