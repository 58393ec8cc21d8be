using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>
/// A submitted row with the value on record: the corrected event's value for a correction, otherwise the value of the
/// month before.
/// </summary>
internal sealed record ReviewRow(EventInput Draft, decimal? Before, string? BeforePeriod);

/// <summary>Adds the values on record to submitted rows for review.</summary>
internal sealed class ReviewRowBuilder(
    PointInTimeQueries queries, ReferenceDataStore referenceStore, IJournal journal, TimeProvider timeProvider)
{
    /// <summary>Returns the rows in their order, each with the value on record if there is one.</summary>
    public async Task<ImmutableArray<ReviewRow>> Build(ImmutableArray<EventInput> rows)
    {
        var validator = new EventValidator(referenceStore.Current);
        var events = rows.Select(row => validator.Validate(row, timeProvider.GetChinaToday()).Event).ToList();
        var targets = await FindTargets(events);
        var metrics = events.OfType<Event>()
            .Where(e => e.Target is null)
            .Select(e => referenceStore.Current.Catalogue[e.Metric])
            .Distinct()
            .ToArray();
        var projection = metrics.Length == 0 ? null : await queries.GetProjection(await queries.GetCurrent(), metrics);
        return [.. rows.Zip(events, CreateRow)];

        ReviewRow CreateRow(EventInput row, Event? e)
        {
            // A corrected event of another city is not shown.
            if (e?.Target is { } target)
                return targets.GetValueOrDefault(target) is { } original && original.City == e.City
                    ? new(row, original.Value, original.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                    : new(row, null, null);
            if (e is null || projection is null) return new(row, null, null);
            var previousMonth = ReportingPeriod.ForMonth(new DateOnly(e.Date.Year, e.Date.Month, 1).AddDays(-1));
            return projection.GetUnitValue(
                e.City, e.Unit, referenceStore.Current.Catalogue[e.Metric], previousMonth) is { } value
                ? new(row, value, previousMonth.Text)
                : new(row, null, null);
        }
    }

    private async Task<Dictionary<EventKey, Event?>> FindTargets(List<Event?> events)
    {
        ImmutableArray<EventKey> keys = [.. events.Select(e => e?.Target).OfType<EventKey>().Distinct()];
        return keys.IsEmpty
            ? []
            : keys.Zip(await journal.FindEvents(keys)).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
