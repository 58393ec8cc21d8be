using System.Collections.Immutable;
using IpMonitor.Grains.Records;

namespace IpMonitor.IntegrationTests.Submissions;

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
