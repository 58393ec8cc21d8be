using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Simulation.Runtime;

namespace IpMonitor.Simulation;

/// <summary>A bug that the simulation must find.</summary>
public enum InjectedBug
{
    /// <summary>No bug.</summary>
    None,
    /// <summary>A report is acknowledged before it is committed.</summary>
    AcknowledgeBeforeCommit,
    /// <summary>A city applies events before they are appended, and does not undo that when the append fails.</summary>
    ApplyBeforeAppend,
    /// <summary>A process does not recognize the ids that were stored before it started.</summary>
    ForgetIdsAfterRestart,
    /// <summary>Some messages to screens are lost.</summary>
    LosePushMessages,
    /// <summary>The removal of a record, such as a revoked key, is acknowledged before it is stored.</summary>
    AcknowledgeRemovalBeforeStored,
}

/// <summary>Makes a process behave as if the code had a bug; the base class injects none.</summary>
internal class BugInjector
{
    public static BugInjector Create(
        InjectedBug bug, SimulatedProcess process, SimulationScheduler scheduler) => bug switch
        {
            InjectedBug.AcknowledgeBeforeCommit => new AcknowledgeBeforeCommit(process),
            InjectedBug.ApplyBeforeAppend => new ApplyBeforeAppend(),
            InjectedBug.ForgetIdsAfterRestart => new ForgetIdsAfterRestart(),
            InjectedBug.LosePushMessages => new LosePushMessages(scheduler),
            InjectedBug.AcknowledgeRemovalBeforeStored => new AcknowledgeRemovalBeforeStored(process),
            _ => new BugInjector(),
        };

    /// <summary>Puts the bug between the grains and a journal.</summary>
    public IJournal Attach(SimulatedJournal journal)
    {
        journal.AppendHandler = Append;
        return journal;
    }

    /// <summary>Whether a message to a screen is lost.</summary>
    public virtual bool LosesMessage() => false;

    /// <summary>Removes a record.</summary>
    public virtual Task Remove(Func<Task> remove) => remove();

    protected virtual Task<AppendResult> Append(AppendRequest append, SimulatedJournal journal) =>
        journal.Commit(append);

    // Computes the result from the stored events, and commits without waiting.
    private sealed class AcknowledgeBeforeCommit(SimulatedProcess process) : BugInjector
    {
        protected override async Task<AppendResult> Append(AppendRequest append, SimulatedJournal journal)
        {
            if (append.AuthoritativeSourceChange is not null) return await journal.Commit(append);
            var city = await journal.GetCityState(append.City);
            if (city.Version != append.ExpectedVersion) return await journal.Commit(append);
            ImmutableArray<EventKey> keys = [.. append.Entries.Select(entry => entry.Event.Key)];
            var stored = await journal.FindEvents(keys);
            var seen = new HashSet<EventKey>();
            ImmutableArray<AppendStatus> statuses =
                [.. append.Entries.Select((entry, i) => StatusOf(entry.Event, stored[i], seen))];
            process.Post(() => _ = journal.Commit(append));
            var advance = statuses.Contains(AppendStatus.New) ? 1 : 0;
            return new(false, append.ExpectedVersion + advance, city.Position + advance, statuses);
        }

        private static AppendStatus StatusOf(Event sent, Event? stored, HashSet<EventKey> seen) => stored is null
            ? seen.Add(sent.Key) ? AppendStatus.New : AppendStatus.Duplicate
            : stored == sent ? AppendStatus.Duplicate : AppendStatus.IdReused;
    }

    // Restores the buckets after a successful append, since the grain then applies the events itself.
    private sealed class ApplyBeforeAppend : BugInjector
    {
        protected override async Task<AppendResult> Append(AppendRequest append, SimulatedJournal journal)
        {
            if (OrleansInternals.CurrentContext?.GrainInstance is not CityGrain grain)
                return await journal.Commit(append);
            var projection = ProjectionOf(grain);
            var keys = append.Entries.SelectMany(entry =>
                entry.Changes.Select(change => change.Key).Concat(entry.Buckets.Select(bucket => bucket.Key)));
            var before = keys.Distinct().Select(projection.GetBucket).ToList();
            foreach (var entry in append.Entries) projection.Apply(entry);
            var appended = await journal.Commit(append);
            foreach (var bucket in before) projection.SetBucket(bucket);
            return appended;
        }

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_projection")]
        private static extern ref CityProjection ProjectionOf(CityGrain grain);
    }

    // Knows only the ids that this process appended. A stored id is changed, so that the store accepts it again.
    private sealed class ForgetIdsAfterRestart : BugInjector
    {
        private readonly HashSet<EventKey> _known = [];

        protected override async Task<AppendResult> Append(AppendRequest append, SimulatedJournal journal)
        {
            var stored = await journal.FindEvents([.. append.Entries.Select(entry => entry.Event.Key)]);
            ImmutableArray<AppendEntry> entries = [.. append.Entries.Select((entry, i) => Renamed(entry, stored[i]))];
            return await journal.Commit(append with { Entries = entries });
        }

        private AppendEntry Renamed(AppendEntry entry, Event? stored) =>
            _known.Add(entry.Event.Key) && stored is not null
                ? entry with { Event = entry.Event with { Id = $"{entry.Event.Id} again" } }
                : entry;
    }

    private sealed class LosePushMessages(SimulationScheduler scheduler) : BugInjector
    {
        public override bool LosesMessage() => scheduler.Chance(0.05);
    }

    private sealed class AcknowledgeRemovalBeforeStored(SimulatedProcess process) : BugInjector
    {
        public override Task Remove(Func<Task> remove)
        {
            process.Post(() => _ = remove());
            return Task.CompletedTask;
        }
    }
}
