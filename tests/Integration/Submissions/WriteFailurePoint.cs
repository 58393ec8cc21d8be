using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Records;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Simulates the death of a process after a number of writes: later writes fail until it is reset.</summary>
internal sealed class WriteFailurePoint
{
    private int _left = int.MaxValue;

    public bool HasFailed { get; private set; }

    public void FailAfter(int writes) => (_left, HasFailed) = (writes, false);

    public void Reset() => FailAfter(int.MaxValue);

    public void CountWrite()
    {
        if (Interlocked.Decrement(ref _left) >= 0) return;
        HasFailed = true;
        throw new JournalException("the process is dead");
    }
}

/// <summary>A record store that counts its writes at a failure point.</summary>
internal sealed class FailingRecordStore(IRecordStore inner, WriteFailurePoint failurePoint) : IRecordStore
{
    public Task<ImmutableArray<StoredRecord>> GetAll(string kind) => inner.GetAll(kind);

    public Task<StoredRecord?> Find(string kind, string id) => inner.Find(kind, id);

    public Task<bool> Put(string kind, StoredRecord record)
    {
        failurePoint.CountWrite();
        return inner.Put(kind, record);
    }

    public Task Remove(string kind, string id) => inner.Remove(kind, id);
}
