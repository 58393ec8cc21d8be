using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A grain with a reminder.</summary>
public interface IReminderGrain : IGrainWithStringKey, IRemindable
{
    Task StartReminder(TimeSpan period);

    Task StopReminder();

    Task Deactivate();
}

public sealed class ReminderGrain(GrainRecorder recorder) : Grain, IReminderGrain
{
    private string Name => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        recorder.Write($"{Name} activates");
        return Task.CompletedTask;
    }

    public Task StartReminder(TimeSpan period) => this.RegisterOrUpdateReminder("work", period, period);

    public async Task StopReminder() => await this.UnregisterReminder((await this.GetReminder("work"))!);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        recorder.Write($"{Name} is reminded of {reminderName}");
        return Task.CompletedTask;
    }
}

public sealed class ReminderTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IReminderGrain Grain => shared.Grains.GetGrain<IReminderGrain>(_name);

    private int Activations => shared.Recorder.LinesOf(_name).Count(line => line == "activates");

    private int Ticks(string name) => shared.Recorder.LinesOf(name).Count(line => line == "is reminded of work");

    [Fact]
    public async Task A_reminder_ticks_repeatedly_and_activates_its_grain()
    {
        await Grain.StartReminder(Period).WithinTimeLimit();
        await Eventually.BecomesTrue(() => Ticks(_name) >= 2);
        await Grain.Deactivate().WithinTimeLimit();
        var before = Ticks(_name);
        await Eventually.BecomesTrue(() => Ticks(_name) >= before + 2 && Activations >= 2);
        await Grain.StopReminder().WithinTimeLimit();
    }

    [Fact]
    public async Task An_unregistered_reminder_does_not_tick()
    {
        await Grain.StartReminder(Period).WithinTimeLimit();
        await Grain.StopReminder().WithinTimeLimit();
        // A pending tick arrives before the first tick of another reminder.
        var other = shared.Grains.GetGrain<IReminderGrain>($"other-{_name}");
        await other.StartReminder(Period).WithinTimeLimit();
        await Eventually.BecomesTrue(() => Ticks($"other-{_name}") >= 1);
        var before = Ticks(_name);
        await Eventually.BecomesTrue(() => Ticks($"other-{_name}") >= 4);
        await other.StopReminder().WithinTimeLimit();
        Assert.Equal(before, Ticks(_name));
    }
}
