using System.Collections.Concurrent;
using System.Collections.Immutable;
using IpMonitor.Grains.Journal;

namespace IpMonitor.Grains.Reference;

/// <summary>
/// The versions of the reference data, each read once: the one in force now, and any that was in force at a position.
/// </summary>
public sealed class ReferenceDataStore(IJournal journal)
{
    private const string SystemAuthor = "program";
    private readonly ConcurrentDictionary<long, ReferenceSnapshot> _versions = new();
    private readonly Lock _currentLock = new();
    private (long Version, ReferenceSnapshot? Data) _current = (-1, null);

    /// <summary>The version in force when last looked; it is there once the silo has started.</summary>
    public ReferenceSnapshot Current
    {
        get { lock (_currentLock) return _current.Data ?? throw new InvalidOperationException("The reference data is not loaded: the silo has not started."); }
    }

    /// <summary>Looks which version is in force now.</summary>
    public async Task Refresh()
    {
        var version = (await journal.GetChanges(new(long.MaxValue, WithBuckets: false))).ReferenceVersion;
        var data = await GetVersion(version);
        // Of two that look at once, the one that saw the older version may come last.
        lock (_currentLock)
            if (version >= _current.Version) _current = (version, data);
    }

    /// <summary>A version by the position of its last change; see <see cref="ReferenceDocuments.Version"/>.</summary>
    public async ValueTask<ReferenceSnapshot> GetVersion(long version) =>
        _versions.TryGetValue(version, out var known) ? known
        : _versions.GetOrAdd(version, ReferenceSnapshot.Read((await journal.GetReferenceDocuments(version)).Texts));

    /// <summary>Puts a new version of a document in force, once it is found right together with the others; what an event may name stays.</summary>
    /// <exception cref="ReferenceDataException">It is not, or another version came after the one that it was made from; nothing changed.</exception>
    public async Task<long> Put(string document, string text, string author, long? after = null)
    {
        while (true)
        {
            var before = await journal.GetReferenceDocuments(long.MaxValue);
            if (after is not null && (await journal.GetReferenceVersions(document))[^1].Position != after)
                throw new ReferenceDataException(document, "document_changed", 0, "after");
            RequireReferencedCodes(document, await GetVersion(before.Version), ReferenceSnapshot.Read(before.Texts.SetItem(document, text)));
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
    public async Task<ReferenceDataException?> InstallBuiltIn()
    {
        var there = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        foreach (var document in ReferenceSnapshot.DocumentNames.Where(document => !there.ContainsKey(document))) await PutBuiltIn(document);
        there = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        var newer = new List<string>();
        foreach (var document in ReferenceSnapshot.DocumentNames.Where(document => there[document] != ReferenceSnapshot.BuiltIn[document]))
            if ((await journal.GetReferenceVersions(document)).All(version => version.Author == SystemAuthor)) newer.Add(document);
        var refused = newer.Count == 0 ? null : FindConflict(there, newer);
        if (refused is null)
            foreach (var document in newer) await PutBuiltIn(document);
        await Refresh();
        return refused;
    }

    private async Task PutBuiltIn(string document)
    {
        while (await journal.PutReference(new(document, ReferenceSnapshot.BuiltIn[document], SystemAuthor, (await journal.GetReferenceDocuments(long.MaxValue)).Version)) is null) { }
    }

    private static ReferenceDataException? FindConflict(ImmutableDictionary<string, string> there, List<string> newer)
    {
        try
        {
            var after = ReferenceSnapshot.Read(there.SetItems(newer.Select(document => KeyValuePair.Create(document, ReferenceSnapshot.BuiltIn[document]))));
            RequireReferencedCodes(newer[0], ReferenceSnapshot.Read(there), after);
            return null;
        }
        catch (ReferenceDataException fault)
        {
            return fault;
        }
    }

    private static void RequireReferencedCodes(string document, ReferenceSnapshot before, ReferenceSnapshot after)
    {
        foreach (var metric in before.Catalogue.All.Where(metric => metric.IsReported))
            if (after.Catalogue.Find(metric.Code)?.Kind != metric.Kind)
                throw new ReferenceDataException(document, "metric_removed", 0, "code", metric.Code);
        foreach (var city in before.Places.Cities)
            if (after.Places.FindCity(city.Code) is null) throw new ReferenceDataException(document, "city_removed", 0, "code", city.Code);
        foreach (var unit in before.Places.Units)
            if (after.Places.FindUnit(unit.Code)?.City != unit.City)
                throw new ReferenceDataException(document, "unit_removed", 0, "code", unit.Code);
        foreach (var campaign in before.Campaigns.All)
            if (after.Campaigns.Find(campaign.Id) is null) throw new ReferenceDataException(document, "campaign_removed", 0, "id", campaign.Id);
    }
}
