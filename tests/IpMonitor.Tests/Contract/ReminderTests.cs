namespace IpMonitor.Tests.Contract;

/// <summary>A grain with a reminder.</summary>
public interface IRemindedGrain : IGrainWithStringKey, IRemindable
{
    Task Start(TimeSpan period);

    Task Stop();

    Task Leave();
}

public sealed class RemindedGrain(Diary diary) : Grain, IRemindedGrain
{
    private string Name => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        diary.Write($"{Name} activates");
        return Task.CompletedTask;
    }

    public Task Start(TimeSpan period) => this.RegisterOrUpdateReminder("work", period, period);

    public async Task Stop() => await this.UnregisterReminder((await this.GetReminder("work"))!);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        diary.Write($"{Name} is reminded of {reminderName}");
        return Task.CompletedTask;
    }
}

public sealed class ReminderTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IRemindedGrain Grain => shared.Grains.GetGrain<IRemindedGrain>(_name);

    private int Activations => shared.Diary.Of(_name).Count(line => line == "activates");

    private int Ticks(string name) => shared.Diary.Of(name).Count(line => line == "is reminded of work");

    [Fact]
    public async Task A_reminder_ticks_again_and_again_and_activates_its_grain()
    {
        await Grain.Start(Period).Ends();
        await Soon.Is(() => Ticks(_name) >= 2);
        await Grain.Leave().Ends();
        var before = Ticks(_name);
        await Soon.Is(() => Ticks(_name) >= before + 2 && Activations >= 2);
        await Grain.Stop().Ends();
    }

    [Fact]
    public async Task An_unregistered_reminder_does_not_tick()
    {
        await Grain.Start(Period).Ends();
        await Grain.Stop().Ends();
        // A tick that was under way arrives before the first one of another reminder.
        var other = shared.Grains.GetGrain<IRemindedGrain>($"other-{_name}");
        await other.Start(Period).Ends();
        await Soon.Is(() => Ticks($"other-{_name}") >= 1);
        var before = Ticks(_name);
        await Soon.Is(() => Ticks($"other-{_name}") >= 4);
        await other.Stop().Ends();
        Assert.Equal(before, Ticks(_name));
    }
}
