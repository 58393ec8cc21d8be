using IpMonitor.Grains.Journal;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>How far a commit gets before a fault.</summary>
internal enum CommitStage
{
    Before,
    Midway,
    After,
}

/// <summary>
/// The real writer of one process, over storage that is slow or fails, or during whose commit the process is killed.
/// </summary>
internal sealed class SimulatedWriter(
    SimulationScheduler scheduler, SimulatedProcess process, SimulatedStore store, IJournalWriter real,
    Func<Task> delay) : IJournalWriter
{
    private bool _isClosed;

    /// <summary>The stage of the next commit at which the process is killed.</summary>
    public CommitStage? KillAt { get; set; }

    public Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends) => Write(
        () => real.Commit(appends), answers => string.Join(", ", appends.Zip(answers, Describe)), hasMidway: true);

    /// <summary>
    /// Writes to storage that is slow or fails, or during whose commit the process is killed; a single statement has no
    /// midway and fails before it.
    /// </summary>
    public async Task<T> Write<T>(Func<Task<T>> write, Func<T, string> describe, bool hasMidway = false)
    {
        await delay();
        var kills = KillAt is not null;
        var stage =
            KillAt ?? (scheduler.Chance(store.Faults.FailedCommit) ? (CommitStage)scheduler.Random.Next(3) : null);
        KillAt = null;
        try
        {
            var response = stage switch
            {
                CommitStage.Midway when hasMidway => await store.WithFailingInsert(scheduler.Random, write),
                CommitStage.Before or CommitStage.Midway => throw new IOException("no space left on device"),
                _ => await write(),
            };
            scheduler.Log($"{process.Name} commits {describe(response)}");
            if (stage == CommitStage.After || kills) throw new IOException("the response is lost");
            await delay();
            return response;
        }
        catch (Exception fault)
        {
            scheduler.Log($"{process.Name} fails to commit ({stage}): {fault.Message}");
            throw;
        }
        finally
        {
            if (kills) process.Kill();
        }
    }

    public void Dispose()
    {
        if (!_isClosed) real.Dispose();
        _isClosed = true;
    }

    private static string Describe(AppendRequest append, AppendResult response)
    {
        var version = response.IsConflict ? "conflict" : $"{response.Version}";
        var ids = string.Join(' ', append.Entries.Select(entry => entry.Event.Id));
        return $"{append.City} {append.ExpectedVersion}->{version} at {response.Position} [{ids}]";
    }
}
