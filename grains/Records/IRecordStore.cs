using System.Collections.Immutable;

namespace IpMonitor.Grains.Records;

/// <summary>A stored record: its id within its kind, its version from 1, and its text.</summary>
public sealed record StoredRecord(string Id, long Version, string Text);

/// <summary>Stores records with optimistic concurrency: accounts, API keys, submissions.</summary>
public interface IRecordStore
{
    /// <summary>Returns all records of a kind, by id.</summary>
    Task<ImmutableArray<StoredRecord>> GetAll(string kind);

    /// <summary>Returns a record; null if there is none.</summary>
    Task<StoredRecord?> Find(string kind, string id);

    /// <summary>Stores a record; false, without change, if its version does not follow the stored version.</summary>
    Task<bool> Put(string kind, StoredRecord record);

    /// <summary>Removes a record if it exists.</summary>
    Task Remove(string kind, string id);
}
