using System.Collections.Immutable;

namespace IpMonitor.Grains.Records;

/// <summary>A record as it is kept: which one of its kind, its version (the first is 1), and its text.</summary>
public sealed record StoredRecord(string Id, long Version, string Text);

/// <summary>Where that is kept which people change by hand, a record at a time: accounts, keys, submissions.</summary>
public interface IRecordStore
{
    /// <summary>All records of a kind, by id.</summary>
    Task<ImmutableArray<StoredRecord>> GetAll(string kind);

    /// <summary>One record; null when there is none.</summary>
    Task<StoredRecord?> Find(string kind, string id);

    /// <summary>Keeps a record; false, and nothing is kept, when its version does not follow the one that is there.</summary>
    Task<bool> Put(string kind, StoredRecord record);

    /// <summary>Forgets a record, if it is there.</summary>
    Task Remove(string kind, string id);
}
