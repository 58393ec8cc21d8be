using IpMonitor.Grains.Journal;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>How far a commit gets before something happens to it.</summary>
internal enum CommitStage
{
    Before,
    HalfWay,
    After,
}

/// <summary>The real writer of one process, over storage that is slow, fails, or is where the process dies.</summary>
internal sealed class SimulatedWriter(World world, SimulatedProcess process, SimulatedStore store, IJournalWriter real, Func<Task> pause) : IJournalWriter
{
    private bool _closed;

    /// <summary>The process dies in its next commit, when the commit has got so far.</summary>
    public CommitStage? Deadly { get; set; }

    public async Task<IReadOnlyList<Appended>> Commit(IReadOnlyList<Append> appends)
    {
        await pause();
        var deadly = Deadly is not null;
        var stage = Deadly ?? (world.Chance(store.Weather.Commit) ? (CommitStage)world.Random.Next(3) : null);
        Deadly = null;
        try
        {
            var answers = stage switch
            {
                CommitStage.Before => throw new IOException("no space left on device"),
                CommitStage.HalfWay => await store.WithFault(world.Random, () => real.Commit(appends)),
                _ => await real.Commit(appends),
            };
            world.Note($"{process.Name} commits {string.Join(", ", appends.Zip(answers, Told))}");
            if (stage == CommitStage.After || deadly) throw new IOException("the answer is lost");
            await pause();
            return answers;
        }
        catch (Exception fault)
        {
            world.Note($"{process.Name} has a commit fail ({stage}): {fault.Message}");
            throw;
        }
        finally
        {
            if (deadly) process.Die();
        }
    }

    public void Dispose()
    {
        if (!_closed) real.Dispose();
        _closed = true;
    }

    private static string Told(Append append, Appended answer) =>
        $"{append.City} {append.ExpectedVersion}->{(answer.Conflict ? "conflict" : $"{answer.Version}")} at {answer.Position} [{string.Join(' ', append.Entries.Select(entry => entry.Event.Id))}]";
}
