using System.Collections.Concurrent;
using System.Collections.Immutable;
using IpMonitor.Grains.Journal;

namespace IpMonitor.Grains.Reference;

/// <summary>
/// Provides the versions of the reference data: the current one and those in force at earlier positions.
/// </summary>
/// <remarks>Versions never change, so each is read from the journal once and cached.</remarks>
public sealed class ReferenceDataStore(IJournal journal)
{
    private const string SystemAuthor = "program";
    private readonly ConcurrentDictionary<long, ReferenceSnapshot> _versions = new();
    private readonly Lock _currentLock = new();
    private (long Version, ReferenceSnapshot? Data) _current = (-1, null);

    /// <summary>The version in force at the last <see cref="Refresh"/>; loaded while the silo starts.</summary>
    public ReferenceSnapshot Current
    {
        get
        {
            lock (_currentLock)
            {
                return _current.Data ?? throw new InvalidOperationException(
                    "The reference data is not loaded because the silo has not started.");
            }
        }
    }

    /// <summary>Loads the version in force now.</summary>
    public async Task Refresh()
    {
        var version = (await journal.GetChanges(new(long.MaxValue, WithBuckets: false))).ReferenceVersion;
        var data = await GetVersion(version);
        // Concurrent refreshes may complete out of order.
        lock (_currentLock)
            if (version >= _current.Version) _current = (version, data);
    }

    /// <summary>Returns the version of a position; see <see cref="ReferenceDocuments.Version"/>.</summary>
    public async ValueTask<ReferenceSnapshot> GetVersion(long version) =>
        _versions.TryGetValue(version, out var known) ? known
        : _versions.GetOrAdd(version, ReferenceSnapshot.Read((await journal.GetReferenceDocuments(version)).Texts));

    /// <summary>Puts a new version of a document in force after validating it together with the others.</summary>
    /// <param name="document">The document's name.</param>
    /// <param name="text">The new content, which must keep every code that events may use.</param>
    /// <param name="author">The account that made the change.</param>
    /// <param name="after">The position of the version that was edited; null to skip the check.</param>
    /// <returns>The position of the change.</returns>
    /// <exception cref="ReferenceDataException">The document is invalid or not based on its latest version.</exception>
    public async Task<long> Put(string document, string text, string author, long? after = null)
    {
        while (true)
        {
            var before = await journal.GetReferenceDocuments(long.MaxValue);
            if (after is not null && (await journal.GetReferenceVersions(document))[^1].Position != after)
            {
                throw new ReferenceDataException(
                    document, "document_changed", 0, "after");
            }
            RequireReferencedCodes(
                document,
                await GetVersion(before.Version),
                ReferenceSnapshot.Read(before.Texts.SetItem(document, text)));
            ReferenceSnapshot.RequireUniqueMembers(document, text);
            // Null if another version was put meanwhile; the document is then validated against that.
            if (await journal.PutReference(new(document, text, author, before.Version)) is not { } position) continue;
            await Refresh();
            return position;
        }
    }

    /// <summary>
    /// Puts the built-in documents in force where they are missing, or newer than a version that only the program
    /// wrote, and refreshes <see cref="Current"/>. Newer versions take effect together or not at all.
    /// </summary>
    /// <returns>
    /// The conflict of the newer versions with the other documents or with codes in use; null if none.
    /// </returns>
    public async Task<ReferenceDataException?> InstallBuiltIn()
    {
        var texts = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        foreach (var document in ReferenceSnapshot.DocumentNames.Where(document => !texts.ContainsKey(document)))
            await PutBuiltIn(document);
        texts = (await journal.GetReferenceDocuments(long.MaxValue)).Texts;
        var newer = new List<string>();
        foreach (var document in ReferenceSnapshot.DocumentNames)
        {
            if (texts[document] == ReferenceSnapshot.BuiltIn[document]) continue;
            var versions = await journal.GetReferenceVersions(document);
            if (versions.All(version => version.Author == SystemAuthor)) newer.Add(document);
        }
        var conflict = newer.Count == 0 ? null : FindConflict(texts, newer);
        if (conflict is null)
            foreach (var document in newer) await PutBuiltIn(document);
        await Refresh();
        return conflict;
    }

    private async Task PutBuiltIn(string document)
    {
        long? position = null;
        while (position is null)
        {
            var version = (await journal.GetReferenceDocuments(long.MaxValue)).Version;
            position = await journal.PutReference(
                new(document, ReferenceSnapshot.BuiltIn[document], SystemAuthor, version));
        }
    }

    private static ReferenceDataException? FindConflict(ImmutableDictionary<string, string> texts, List<string> newer)
    {
        try
        {
            var after = ReferenceSnapshot.Read(texts.SetItems(
                newer.Select(document => KeyValuePair.Create(document, ReferenceSnapshot.BuiltIn[document]))));
            RequireReferencedCodes(newer[0], ReferenceSnapshot.Read(texts), after);
            return null;
        }
        catch (ReferenceDataException exception)
        {
            return exception;
        }
    }

    private static void RequireReferencedCodes(string document, ReferenceSnapshot before, ReferenceSnapshot after)
    {
        foreach (var metric in before.Catalogue.All.Where(metric => metric.IsReported))
            if (after.Catalogue.Find(metric.Code)?.Kind != metric.Kind)
                throw Removed("metric_removed", "code", metric.Code);
        foreach (var city in before.Places.Cities)
            if (after.Places.FindCity(city.Code) is null)
                throw Removed("city_removed", "code", city.Code);
        foreach (var unit in before.Places.Units)
            if (after.Places.FindUnit(unit.Code)?.City != unit.City)
                throw Removed("unit_removed", "code", unit.Code);
        foreach (var campaign in before.Campaigns.All)
            if (after.Campaigns.Find(campaign.Id) is null)
                throw Removed("campaign_removed", "id", campaign.Id);

        ReferenceDataException Removed(string code, string column, string message) =>
            new(document, code, 0, column, message);
    }
}
