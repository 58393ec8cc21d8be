using System.Collections.Concurrent;
using System.Collections.Immutable;
using IpMonitor.Grains.Journal;

namespace IpMonitor.Grains.Reference;

/// <summary>
/// The versions of the reference data, each read once: the one in force now, and any that was in force at a position.
/// </summary>
public sealed class ReferenceShelf(IJournal journal)
{
    private const string ByProgram = "program";
    private readonly ConcurrentDictionary<long, ReferenceData> _versions = new();
    private readonly Lock _looking = new();
    private (long Version, ReferenceData? Data) _current = (-1, null);

    /// <summary>The version in force when last looked; it is there once the silo has started.</summary>
    public ReferenceData Current
    {
        get { lock (_looking) return _current.Data ?? throw new InvalidOperationException("The reference data is not loaded: the silo has not started."); }
    }

    /// <summary>Looks which version is in force now.</summary>
    public async Task Refresh()
    {
        var version = (await journal.GetChanges(new(long.MaxValue, WithBuckets: false))).ReferenceVersion;
        var data = await At(version);
        // Of two that look at once, the one that saw the older version may come last.
        lock (_looking)
            if (version >= _current.Version) _current = (version, data);
    }

    /// <summary>A version by the position of its last change; see <see cref="ReferenceDocuments.Version"/>.</summary>
    public async ValueTask<ReferenceData> At(long version) =>
        _versions.TryGetValue(version, out var known) ? known
        : _versions.GetOrAdd(version, ReferenceData.Read((await journal.GetReferenceDocuments(version)).Texts));

    /// <summary>Puts a new version of a document in force, once it is found right together with the others; what an event may name stays.</summary>
    /// <exception cref="ReferenceException">It is not, or another version came after the one that it was made from; nothing changed.</exception>
    public async Task<long> Put(string document, string text, string author, long? after = null)
    {
        while (true)
        {
            var before = await journal.GetReferenceDocuments(long.MaxValue);
            if (after is not null && (await journal.GetReferenceVersions(document))[^1].Position != after)
                throw new ReferenceException(document, "document_changed", 0, "after", "这个文件刚被别人换过新版本：请看过现行内容后再改。");
            KeepsWhatEventsName(document, await At(before.Version), ReferenceData.Read(before.Texts.SetItem(document, text)));
            // Null when another version came in between: then this one is checked against that.
            if (await journal.PutReference(new(document, text, author, before.Version)) is not { } position) continue;
            await Refresh();
            return position;
        }
    }

    /// <summary>
    /// Puts the documents that come with the program in force: those that are not there yet, and newer versions of those that
    /// nobody but the program wrote; then looks which are in force. The newer ones go in force together or not at all: answers
    /// why when they do not go with the others or with what events may name.
    /// </summary>
    public async Task<ReferenceException?> Install()
    {
        var there = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        foreach (var document in ReferenceData.Documents.Where(document => !there.ContainsKey(document))) await PutShipped(document);
        there = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        var newer = new List<string>();
        foreach (var document in ReferenceData.Documents.Where(document => there[document] != ReferenceData.Shipped[document]))
            if ((await journal.GetReferenceVersions(document)).All(version => version.Author == ByProgram)) newer.Add(document);
        var refused = newer.Count == 0 ? null : Fault(there, newer);
        if (refused is null)
            foreach (var document in newer) await PutShipped(document);
        await Refresh();
        return refused;
    }

    private async Task PutShipped(string document)
    {
        while (await journal.PutReference(new(document, ReferenceData.Shipped[document], ByProgram, (await journal.GetReferenceDocuments(long.MaxValue)).Version)) is null) { }
    }

    private static ReferenceException? Fault(ImmutableDictionary<string, string> there, List<string> newer)
    {
        try
        {
            var after = ReferenceData.Read(there.SetItems(newer.Select(document => KeyValuePair.Create(document, ReferenceData.Shipped[document]))));
            KeepsWhatEventsName(newer[0], ReferenceData.Read(there), after);
            return null;
        }
        catch (ReferenceException fault)
        {
            return fault;
        }
    }

    private static void KeepsWhatEventsName(string document, ReferenceData before, ReferenceData after)
    {
        foreach (var metric in before.Catalogue.All.Where(metric => metric.IsReported))
            if (after.Catalogue.Find(metric.Code)?.Kind != metric.Kind)
                throw new ReferenceException(document, "metric_removed", 0, "code", $"填报的指标“{metric.Code}”不能删去，也不能改变种类：已有数据以它填报。");
        foreach (var city in before.Places.Cities)
            if (after.Places.FindCity(city.Code) is null) throw new ReferenceException(document, "city_removed", 0, "code", $"市“{city.Code}”不能删去：已有数据以它填报。");
        foreach (var unit in before.Places.Units)
            if (after.Places.FindUnit(unit.Code)?.City != unit.City)
                throw new ReferenceException(document, "unit_removed", 0, "code", $"填报单位“{unit.Code}”不能删去，也不能改属别的市：已有数据以它填报。");
        foreach (var campaign in before.Campaigns.All)
            if (after.Campaigns.Find(campaign.Id) is null) throw new ReferenceException(document, "campaign_removed", 0, "id", $"活动“{campaign.Id}”不能删去：已有数据以它填报。");
    }
}
