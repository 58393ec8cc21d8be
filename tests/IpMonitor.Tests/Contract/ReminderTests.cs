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

    private int Reminders => shared.Diary.Of(_name).Count(line => line == "is reminded of work");

    private int Activations => shared.Diary.Of(_name).Count(line => line == "activates");

    [Fact]
    public async Task A_reminder_ticks_again_and_again_and_activates_its_grain()
    {
        await Grain.Start(Period).Ends();
        await Soon.Is(() => Reminders >= 2);
        await Grain.Leave().Ends();
        var before = Reminders;
        await Soon.Is(() => Reminders >= before + 2 && Activations >= 2);
        await Grain.Stop().Ends();
    }

    [Fact]
    public async Task An_unregistered_reminder_does_not_tick()
    {
        await Grain.Start(Period).Ends();
        await Grain.Stop().Ends();
        var other = shared.Grains.GetGrain<IRemindedGrain>($"other {_name}");
        await other.Start(Period).Ends();
        await Soon.Is(() => shared.Diary.Of($"other {_name}").Count(line => line == "is reminded of work") >= 3);
        await other.Stop().Ends();
        Assert.Equal(0, Reminders);
    }
}
