using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Submissions;

/// <summary>Stores the rows of submissions, one record per part.</summary>
internal sealed class SubmissionRowStore(IRecordStore store)
{
    // The kind of a stored record is this name, a slash and the submission's id.
    private static readonly RecordKind<ImmutableArray<EventInput>> RowsKind = new("submission-rows");

    /// <summary>Stores or replaces a part; false if it was written concurrently.</summary>
    public async Task<bool> Put(string id, int part, ImmutableArray<EventInput> rows)
    {
        var current = await store.Find(GetKind(id), GetName(part));
        var version = (current?.Version ?? 0) + 1;
        return await store.Put(GetKind(id), new(GetName(part), version, RecordJson.Serialize(rows)));
    }

    /// <summary>Returns the rows of a part; empty if it does not exist.</summary>
    public async Task<ImmutableArray<EventInput>> Find(string id, int part) =>
        await store.Find(GetKind(id), GetName(part)) is { } record
            ? RecordJson.Deserialize<ImmutableArray<EventInput>>(record.Text)
            : [];

    private static string GetKind(string id) => $"{RowsKind.Name}/{id}";

    private static string GetName(int part) => part.ToString("0000", CultureInfo.InvariantCulture);
}
