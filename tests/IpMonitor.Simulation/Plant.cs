using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IpMonitor.Grains.Books;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Simulation.Runtime;

namespace IpMonitor.Simulation;

/// <summary>A bug of the kind that the simulation is there to find.</summary>
public enum Bug
{
    /// <summary>None at all.</summary>
    None,
    /// <summary>A report is acknowledged before it is on disk.</summary>
    AnswerBeforeCommit,
    /// <summary>A city counts what it is about to append, and does not take it back when that fails.</summary>
    FoldBeforeAppend,
    /// <summary>A process does not know the ids that were there before it started.</summary>
    ForgetAfterRestart,
    /// <summary>A message to a screen is lost.</summary>
    DropPush,
}

/// <summary>Makes a process behave exactly as if the house had a bug; by itself it has none.</summary>
internal class Plant
{
    public static Plant Of(Bug bug, SimulatedProcess process, World world) => bug switch
    {
        Bug.AnswerBeforeCommit => new AnswerBeforeCommit(process),
        Bug.FoldBeforeAppend => new FoldBeforeAppend(),
        Bug.ForgetAfterRestart => new ForgetAfterRestart(),
        Bug.DropPush => new DropPush(world),
        _ => new Plant(),
    };

    /// <summary>The journal as the grains have it.</summary>
    public IJournal In(SimulatedJournal journal)
    {
        journal.Appending = Append;
        return journal;
    }

    /// <summary>Whether a message to a screen is dropped.</summary>
    public virtual bool Drops() => false;

    /// <summary>Appends, by what really appends.</summary>
    protected virtual Task<Appended> Append(Append append, SimulatedJournal journal) => journal.Commit(append);

    // The answer is worked out from what is there, and the commit comes when it comes.
    private sealed class AnswerBeforeCommit(SimulatedProcess process) : Plant
    {
        protected override async Task<Appended> Append(Append append, SimulatedJournal journal)
        {
            if (append.Recounted is not null) return await journal.Commit(append);
            var city = await journal.City(append.City);
            if (city.Version != append.ExpectedVersion) return await journal.Commit(append);
            ImmutableArray<EventKey> keys = [.. append.Entries.Select(entry => entry.Event.Key)];
            var there = await journal.Find(keys);
            var seen = new HashSet<EventKey>();
            ImmutableArray<Novelty> novelties =
            [
                .. append.Entries.Select((entry, i) => there[i] is { } same ? same == entry.Event ? Novelty.Duplicate : Novelty.IdReused
                    : seen.Add(entry.Event.Key) ? Novelty.New : Novelty.Duplicate),
            ];
            process.Do(() => _ = journal.Commit(append));
            var isNews = novelties.Contains(Novelty.New);
            return new(false, append.ExpectedVersion + (isNews ? 1 : 0), city.Position + (isNews ? 1 : 0), novelties);
        }
    }

    // What the grain will fold once more is as it was before by then; unless the append failed.
    private sealed class FoldBeforeAppend : Plant
    {
        protected override async Task<Appended> Append(Append append, SimulatedJournal journal)
        {
            if (OrleansInternals.CurrentContext?.GrainInstance is not CityGrain grain) return await journal.Commit(append);
            var book = BookOf(grain);
            var before = append.Entries.SelectMany(entry => entry.Changes.Select(change => change.Key).Concat(entry.Buckets.Select(bucket => bucket.Key)))
                .Distinct().Select(book.At).ToList();
            foreach (var entry in append.Entries) book.Apply(entry);
            var appended = await journal.Commit(append);
            foreach (var bucket in before) book.Put(bucket);
            return appended;
        }

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_book")]
        private static extern ref CityBook BookOf(CityGrain grain);
    }

    // What is known to be there is what this process itself has appended; anything else counts as new, and the store must not know it.
    private sealed class ForgetAfterRestart : Plant
    {
        private readonly HashSet<EventKey> _known = [];

        protected override async Task<Appended> Append(Append append, SimulatedJournal journal)
        {
            var there = await journal.Find([.. append.Entries.Select(entry => entry.Event.Key)]);
            return await journal.Commit(append with
            {
                Entries =
                [
                    .. append.Entries.Select((entry, i) => _known.Add(entry.Event.Key) && there[i] is not null
                        ? entry with { Event = entry.Event with { Id = $"{entry.Event.Id} again" } } : entry),
                ],
            });
        }
    }

    private sealed class DropPush(World world) : Plant
    {
        public override bool Drops() => world.Chance(0.05);
    }
}
