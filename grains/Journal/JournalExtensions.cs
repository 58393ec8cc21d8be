using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>Turns the day when the first looks at it.</summary>
internal static class JournalExtensions
{
    /// <summary>
    /// What changed; the first who looks on a new day makes that day a position of its own, so that what is said of the day can
    /// be asked for again by its position.
    /// </summary>
    public static async Task<JournalChanges> GetChangesAsOfDay(this IJournal journal, DateOnly today, ChangesQuery query)
    {
        var changes = await journal.GetChanges(query);
        if (changes.KnownAt is not { } known || known.ToChinaDate() >= today) return changes;
        try
        {
            await journal.RecordDayChange(today);
        }
        catch (JournalException)
        {
            // A store that takes nothing just now can still be shown, as of its last day.
            return changes;
        }
        return await journal.GetChanges(query);
    }
}
