using Microsoft.Extensions.Logging;
using Orleans.Timers;

namespace IpMonitor.Simulation.Runtime;

/// <summary>The reminders of a run. They survive the silos, and one living silo serves them.</summary>
internal sealed class SimulatedReminderTable
{
    private readonly Dictionary<(GrainId Grain, string Name), SimulatedReminder> _reminders = [];
    private readonly List<SimulatedReminderRegistry> _silos = [];

    public IReadOnlyList<SimulatedReminder> All => [.. _reminders.Values];

    public void AddSilo(SimulatedReminderRegistry silo)
    {
        _silos.Add(silo);
        foreach (var reminder in All) silo.Schedule(reminder);
    }

    /// <summary>Whether a silo is the one that serves the reminders at the moment.</summary>
    public bool IsServedBy(SimulatedReminderRegistry silo) => _silos.Find(one => one.IsAlive) == silo;

    /// <summary>Whether a reminder is still registered; one with the same name may have replaced it.</summary>
    public bool Contains(SimulatedReminder reminder) =>
        ReferenceEquals(Find(reminder.Grain, reminder.ReminderName), reminder);

    public SimulatedReminder? Find(GrainId grain, string name) => _reminders.GetValueOrDefault((grain, name));

    public void Put(SimulatedReminder reminder)
    {
        _reminders[(reminder.Grain, reminder.ReminderName)] = reminder;
        foreach (var silo in _silos.Where(silo => silo.IsAlive)) silo.Schedule(reminder);
    }

    public void Remove(GrainId grain, string name) => _reminders.Remove((grain, name));
}

/// <summary>A reminder of a grain.</summary>
/// <param name="First">The timestamp of the first tick.</param>
internal sealed record SimulatedReminder(GrainId Grain, string ReminderName, long First, TimeSpan Period)
    : IGrainReminder;

/// <summary>Registers reminders of a silo's grains and ticks them in virtual time.</summary>
internal sealed partial class SimulatedReminderRegistry(SimulatedSilo silo, SimulatedReminderTable table)
    : IReminderRegistry
{
    public bool IsAlive => silo.Process.IsAlive && !silo.IsStopping;

    public Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        var first = silo.Clock.GetTimestamp() + dueTime.Ticks;
        var reminder = new SimulatedReminder(callingGrainId, reminderName, first, period);
        table.Put(reminder);
        return Task.FromResult<IGrainReminder>(reminder);
    }

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        table.Remove(callingGrainId, reminder.ReminderName);
        return Task.CompletedTask;
    }

    public Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        Task.FromResult<IGrainReminder?>(table.Find(callingGrainId, reminderName));

    public Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        Task.FromResult<List<IGrainReminder>>([.. table.All.Where(one => one.Grain == callingGrainId)]);

    /// <summary>Schedules the next tick of a reminder on this silo.</summary>
    public void Schedule(SimulatedReminder reminder)
    {
        var now = silo.Clock.GetTimestamp();
        var missed = now <= reminder.First ? 0 : ((now - reminder.First) / reminder.Period.Ticks) + 1;
        var due = reminder.First + (missed * reminder.Period.Ticks);
        silo.Process.Schedule(TimeSpan.FromTicks(due - now), () => Tick(reminder));
    }

    private void Tick(SimulatedReminder reminder)
    {
        if (!table.Contains(reminder)) return;
        Schedule(reminder);
        if (table.IsServedBy(this) && IsAlive) _ = TickGrain(reminder);
    }

    private async Task TickGrain(SimulatedReminder reminder)
    {
        var now = silo.Clock.GetUtcNow().UtcDateTime;
        var first = now - TimeSpan.FromTicks(silo.Clock.GetTimestamp() - reminder.First);
        try
        {
            await silo.GrainFactory.GetGrain<IRemindable>(reminder.Grain)
                .ReceiveReminder(reminder.ReminderName, new(first, reminder.Period, now));
        }
        catch (Exception fault)
        {
            // As with Orleans' reminder service, the next tick comes anyway.
            LogFailed(silo.Log, reminder.ReminderName, reminder.Grain, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The reminder {Name} of {Grain} failed")]
    private static partial void LogFailed(ILogger log, string name, GrainId grain, Exception fault);
}
