using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A grain that loads its state on activation and records activations and deactivations.</summary>
public interface IStatefulGrain : IGrainWithStringKey
{
    Task<int> Add(int number);

    Task DeactivateAfter(string? gate);

    Task<bool> HasScopedServices();
}

public sealed class StatefulGrain(GrainRecorder recorder, ScopedService service) : Grain, IStatefulGrain, IDisposable
{
    private int _sum;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        recorder.Write($"{name} comes");
        if (name.Contains("held", StringComparison.Ordinal)) await recorder.WaitAtGate(name);
        if (name.Contains("failing", StringComparison.Ordinal) && recorder.StoredNumbers.TryAdd(name, 0))
            throw new InvalidDataException("the store is away");
        _sum = recorder.StoredNumbers.GetValueOrDefault(name);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        recorder.Write($"{this.GetPrimaryKeyString()} goes {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Add(int number)
    {
        _sum += number;
        return Task.FromResult(recorder.StoredNumbers[this.GetPrimaryKeyString()] = _sum);
    }

    public async Task DeactivateAfter(string? gate)
    {
        DeactivateOnIdle();
        if (gate is not null) await recorder.WaitAtGate(gate);
        recorder.Write($"{this.GetPrimaryKeyString()} has finished");
    }

    public Task<bool> HasScopedServices() =>
        Task.FromResult(service == ServiceProvider.GetService(typeof(ScopedService)) && !service.IsDisposed);

    public void Dispose() => recorder.Write($"{this.GetPrimaryKeyString()} is disposed");
}

/// <summary>A scoped service of one activation.</summary>
public sealed class ScopedService : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

/// <summary>A grain that cannot be constructed.</summary>
public interface IThrowingConstructorGrain : IGrainWithStringKey
{
    Task Call();
}

public sealed class ThrowingConstructorGrain : Grain, IThrowingConstructorGrain
{
    public ThrowingConstructorGrain() => throw new InvalidDataException("it cannot be made");

    public Task Call() => Task.CompletedTask;
}

public sealed class LifecycleTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IEnumerable<string> Lines => shared.Recorder.LinesOf(_name);

    private IStatefulGrain Grain => Named(_name);

    [Fact]
    public async Task Many_first_calls_activate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Grain.Add(1))).WithinTimeLimit();
        Assert.Equal(201, await Grain.Add(1).WithinTimeLimit());
        Assert.Equal(["comes"], Lines);
    }

    [Fact]
    public async Task A_failed_activation_fails_its_call_and_the_next_call_retries()
    {
        var name = $"failing-{_name}";
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => Named(name).Add(1).WithinTimeLimit());
        Assert.Equal("the store is away", exception.Message);
        Assert.Equal(1, await Named(name).Add(1).WithinTimeLimit());
        Assert.Equal(["comes", "is disposed", "comes"], shared.Recorder.LinesOf(name));
    }

    [Fact]
    public async Task A_failed_activation_fails_every_waiting_call()
    {
        var name = $"failing-held-{_name}";
        var first = Named(name).Add(1);
        await Eventually.BecomesTrue(() => shared.Recorder.LinesOf(name).Any());
        // The activation is known: a call waits for it before Add returns its task.
        List<Task<int>> calls = [first, .. Enumerable.Range(0, 4).Select(_ => Named(name).Add(1))];
        shared.Recorder.OpenGate(name);
        foreach (var call in calls) await Assert.ThrowsAsync<InvalidDataException>(() => call.WithinTimeLimit());
        Assert.Equal(1, await Named(name).Add(1).WithinTimeLimit());
    }

    [Fact]
    public async Task A_grain_that_cannot_be_constructed_fails_the_call()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(
            () => shared.Grains.GetGrain<IThrowingConstructorGrain>(_name).Call().WithinTimeLimit());
        Assert.Contains("it cannot be made", exception.ToString());
    }

    [Fact]
    public async Task A_reactivated_grain_has_its_stored_state()
    {
        await Grain.Add(2).WithinTimeLimit();
        await Grain.DeactivateAfter(null).WithinTimeLimit();
        Assert.Equal(5, await Grain.Add(3).WithinTimeLimit());
        Assert.Equal(["comes", "has finished", "goes ApplicationRequested", "is disposed", "comes"], Lines);
    }

    [Fact]
    public async Task Calls_during_deactivation_reach_the_next_activation()
    {
        await Grain.Add(1).WithinTimeLimit();
        var deactivation = Grain.DeactivateAfter(_name);
        var waiting = Enumerable.Range(0, 20).Select(_ => Grain.Add(1)).ToList();
        shared.Recorder.OpenGate(_name);
        await deactivation.WithinTimeLimit();
        await Task.WhenAll(waiting).WithinTimeLimit();
        Assert.Equal(22, await Grain.Add(1).WithinTimeLimit());
        Assert.Equal(["comes", "has finished", "goes ApplicationRequested", "is disposed", "comes"], Lines);
    }

    [Fact]
    public async Task Each_activation_has_its_own_service_scope()
    {
        Assert.True(await Grain.HasScopedServices().WithinTimeLimit());
        await Grain.DeactivateAfter(null).WithinTimeLimit();
        Assert.True(await Grain.HasScopedServices().WithinTimeLimit());
    }

    private IStatefulGrain Named(string name) => shared.Grains.GetGrain<IStatefulGrain>(name);
}
