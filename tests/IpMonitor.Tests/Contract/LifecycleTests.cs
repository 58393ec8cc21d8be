namespace IpMonitor.Tests.Contract;

/// <summary>A grain that reads what it keeps when it comes, and writes down when it comes and goes.</summary>
public interface IKeepingGrain : IGrainWithStringKey
{
    Task<int> Add(int number);

    Task Leave(string? gate);

    Task<bool> HasItsOwnServices();
}

public sealed class KeepingGrain(Diary diary, Desk desk) : Grain, IKeepingGrain, IDisposable
{
    private int _sum;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        diary.Write($"{name} comes");
        if (name.Contains("held", StringComparison.Ordinal)) await diary.Gate(name);
        if (name.Contains("failing", StringComparison.Ordinal) && diary.Kept.TryAdd(name, 0))
            throw new InvalidDataException("the store is away");
        _sum = diary.Kept.GetValueOrDefault(name);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        diary.Write($"{this.GetPrimaryKeyString()} goes {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Add(int number)
    {
        _sum += number;
        return Task.FromResult(diary.Kept[this.GetPrimaryKeyString()] = _sum);
    }

    public async Task Leave(string? gate)
    {
        DeactivateOnIdle();
        if (gate is not null) await diary.Gate(gate);
        diary.Write($"{this.GetPrimaryKeyString()} has finished");
    }

    public Task<bool> HasItsOwnServices() => Task.FromResult(desk == ServiceProvider.GetService(typeof(Desk)) && !desk.IsLeft);

    public void Dispose() => diary.Write($"{this.GetPrimaryKeyString()} is disposed");
}

/// <summary>A service of one activation.</summary>
public sealed class Desk : IDisposable
{
    public bool IsLeft { get; private set; }

    public void Dispose() => IsLeft = true;
}

/// <summary>A grain that cannot be made.</summary>
public interface IUnmakableGrain : IGrainWithStringKey
{
    Task Call();
}

public sealed class UnmakableGrain : Grain, IUnmakableGrain
{
    public UnmakableGrain() => throw new InvalidDataException("it cannot be made");

    public Task Call() => Task.CompletedTask;
}

public sealed class LifecycleTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IEnumerable<string> Lines => shared.Diary.Of(_name);

    private IKeepingGrain Grain => Named(_name);

    [Fact]
    public async Task Many_first_calls_activate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Grain.Add(1))).Ends();
        Assert.Equal(201, await Grain.Add(1).Ends());
        Assert.Equal(["comes"], Lines);
    }

    [Fact]
    public async Task A_failed_activation_fails_the_call_with_its_own_exception_and_the_next_tries_again()
    {
        var name = $"failing-{_name}";
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Named(name).Add(1).Ends());
        Assert.Equal("the store is away", fault.Message);
        Assert.Equal(1, await Named(name).Add(1).Ends());
        Assert.Equal(["comes", "is disposed", "comes"], shared.Diary.Of(name));
    }

    [Fact]
    public async Task A_failed_activation_fails_every_call_that_waited_for_it()
    {
        var name = $"failing-held-{_name}";
        var calls = Enumerable.Range(0, 5).Select(_ => Named(name).Add(1)).ToList();
        await Soon.Is(() => shared.Diary.Of(name).Any());
        shared.Diary.Open(name);
        foreach (var call in calls) await Assert.ThrowsAsync<InvalidDataException>(() => call.Ends());
        Assert.Equal(1, await Named(name).Add(1).Ends());
    }

    [Fact]
    public async Task A_grain_that_cannot_be_made_fails_the_call()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => shared.Grains.GetGrain<IUnmakableGrain>(_name).Call().Ends());
        Assert.Contains("it cannot be made", fault.ToString());
    }

    [Fact]
    public async Task A_grain_that_left_comes_back_with_what_it_kept()
    {
        await Grain.Add(2).Ends();
        await Grain.Leave(null).Ends();
        Assert.Equal(5, await Grain.Add(3).Ends());
        Assert.Equal(["comes", "has finished", "goes ApplicationRequested", "is disposed", "comes"], Lines);
    }

    [Fact]
    public async Task Calls_that_come_while_a_grain_leaves_reach_the_next_activation()
    {
        await Grain.Add(1).Ends();
        var leaving = Grain.Leave(_name);
        var waiting = Enumerable.Range(0, 20).Select(_ => Grain.Add(1)).ToList();
        shared.Diary.Open(_name);
        await leaving.Ends();
        await Task.WhenAll(waiting).Ends();
        Assert.Equal(22, await Grain.Add(1).Ends());
        Assert.Equal(["comes", "has finished", "goes ApplicationRequested", "is disposed", "comes"], Lines);
    }

    [Fact]
    public async Task Each_activation_has_services_of_its_own()
    {
        Assert.True(await Grain.HasItsOwnServices().Ends());
        await Grain.Leave(null).Ends();
        Assert.True(await Grain.HasItsOwnServices().Ends());
    }

    private IKeepingGrain Named(string name) => shared.Grains.GetGrain<IKeepingGrain>(name);
}
