using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Records;

namespace IpMonitor.Tests.Submissions;

/// <summary>A process that dies after so many writes: from then on nothing reaches the disk, until another process is there.</summary>
internal sealed class Fuse
{
    private int _left = int.MaxValue;

    public bool IsBlown { get; private set; }

    public void After(int writes) => (_left, IsBlown) = (writes, false);

    public void Mend() => After(int.MaxValue);

    public void Write()
    {
        if (Interlocked.Decrement(ref _left) >= 0) return;
        IsBlown = true;
        throw new JournalException("the process is dead");
    }
}

/// <summary>A record store behind a fuse.</summary>
internal sealed class FusedRecords(IRecordStore inner, Fuse fuse) : IRecordStore
{
    public Task<ImmutableArray<StoredRecord>> GetAll(string kind) => inner.GetAll(kind);

    public Task<StoredRecord?> Find(string kind, string id) => inner.Find(kind, id);

    public Task<bool> Put(string kind, StoredRecord record)
    {
        fuse.Write();
        return inner.Put(kind, record);
    }

    public Task Remove(string kind, string id) => inner.Remove(kind, id);
}
