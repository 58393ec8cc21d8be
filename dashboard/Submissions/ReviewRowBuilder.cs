using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>A row that was handed in, and what is on record beside it: of a correction, what it corrects; otherwise the month before.</summary>
internal sealed record ReviewRow(EventInput Draft, decimal? Before, string? BeforePeriod);

/// <summary>Finds what is on record beside rows that are to be reviewed.</summary>
internal sealed class ReviewRowBuilder(HistoricalQueries archive, ReferenceDataStore shelf, IJournal journal, TimeProvider time)
{
    public async Task<ImmutableArray<ReviewRow>> Build(ImmutableArray<EventInput> rows)
    {
        var admission = new EventValidator(shelf.Current);
        var events = rows.Select(row => admission.Validate(row, time.GetChinaToday()).Event).ToList();
        var corrected = await FindCorrected(events);
        var metrics = events.OfType<Event>().Where(e => e.Target is null).Select(e => shelf.Current.Catalogue[e.Metric]).Distinct().ToArray();
        var book = metrics.Length == 0 ? null : await archive.GetProjection(await archive.GetCurrent(), metrics);
        return [.. rows.Zip(events, (row, e) => Row(row, e))];

        ReviewRow Row(EventInput row, Event? e)
        {
            // What is another city's is no business of who corrects this one's.
            if (e?.Target is { } target)
                return corrected.GetValueOrDefault(target) is { } there && there.City == e.City ? new(row, there.Value, there.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : new(row, null, null);
            if (e is null || book is null) return new(row, null, null);
            var before = ReportingPeriod.ForMonth(new DateOnly(e.Date.Year, e.Date.Month, 1).AddDays(-1));
            return book.GetUnitValue(e.City, e.Unit, shelf.Current.Catalogue[e.Metric], before) is { } value ? new(row, value, before.Text) : new(row, null, null);
        }
    }

    private async Task<Dictionary<EventKey, Event?>> FindCorrected(List<Event?> events)
    {
        ImmutableArray<EventKey> targets = [.. events.Select(e => e?.Target).OfType<EventKey>().Distinct()];
        return targets.IsEmpty ? [] : targets.Zip(await journal.FindEvents(targets)).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
