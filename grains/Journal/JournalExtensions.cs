using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>Reads changes of the journal and records the change of day.</summary>
internal static class JournalExtensions
{
    /// <summary>
    /// Returns the changes. The first read of a day creates a position for it, so that figures of that day can be
    /// restored by their position. So does the first read after a clock that was days ahead.
    /// </summary>
    public static async Task<JournalChanges> GetChangesAsOfDay(
        this IJournal journal, DateOnly today, ChangesQuery query)
    {
        var changes = await journal.GetChanges(query);
        // Another process may have begun the next day, as its clock may be a little ahead.
        var day = changes.KnownAt?.ToChinaDate();
        if (day is null || day == today || day == today.AddDays(1)) return changes;
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
