using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Submissions;

/// <summary>The rows of submissions, a record a part, read one part at a time however many there are.</summary>
internal sealed class SubmissionRowStore(IRecordStore store)
{
    // The stored kind is this name, a slash and the id of the submission.
    private static readonly RecordKind<ImmutableArray<EventInput>> RowsKind = new("submission-rows");

    /// <summary>Keeps a part in the place of the one that was there; false when somebody else wrote it meanwhile.</summary>
    public async Task<bool> Put(string id, int part, ImmutableArray<EventInput> rows)
    {
        var before = await store.Find(GetKind(id), GetName(part));
        return await store.Put(GetKind(id), new(GetName(part), (before?.Version ?? 0) + 1, RecordJson.Serialize(rows)));
    }

    /// <summary>A part; empty when it is not there.</summary>
    public async Task<ImmutableArray<EventInput>> Find(string id, int part) =>
        await store.Find(GetKind(id), GetName(part)) is { } record ? RecordJson.Deserialize<ImmutableArray<EventInput>>(record.Text) : [];

    private static string GetKind(string id) => $"{RowsKind.Name}/{id}";

    private static string GetName(int part) => part.ToString("0000", CultureInfo.InvariantCulture);
}
