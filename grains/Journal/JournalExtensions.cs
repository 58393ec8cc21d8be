using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>Reads changes of the journal and records the change of day.</summary>
internal static class JournalExtensions
{
    /// <summary>
    /// Returns the changes. The first read of a day creates a position for it, so that figures of that day can be
    /// restored by their position.
    /// </summary>
    public static async Task<JournalChanges> GetChangesAsOfDay(
        this IJournal journal, DateOnly today, ChangesQuery query)
    {
        var changes = await journal.GetChanges(query);
        if (changes.KnownAt is not { } known || known.ToChinaDate() >= today) return changes;
        try
        {
            await journal.RecordDayChange(today);
        }
        catch (JournalException)
        {
            // A store that refuses writes is still readable, as of its last day.
            return changes;
        }
        return await journal.GetChanges(query);
    }
}
