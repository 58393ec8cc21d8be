using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// One look at a file, against what is on record: what of it is new, what is there already, and what is wrong. It holds a
/// thousand rows at a time, and writes what is new into a spool for as long as nothing is wrong.
/// </summary>
internal sealed class ImportValidation(ReferenceSnapshot reference, IJournal journal, SubmissionOptions desk, ImportOptions limits, ImportForm form, RowReader reader, Spool spool)
{
    private const int BatchSize = 1_000;
    private const int MaxHeaderRow = 10;
    private const int MaxIdGenerations = 20;
    private const int MaxPreview = 20;

    private readonly DuplicateDetector _earlier = new();
    private readonly PlausibilityChecks _plausibility = new(reference.Rules, desk, form);
    private readonly Dictionary<string, CityHistory> _records = [];

    public int Rows { get; private set; }

    public int NewValues { get; private set; }

    public int Duplicates { get; private set; }

    public int Rejected { get; private set; }

    public List<ImportProblem> Problems { get; } = [];

    /// <summary>The header of each sheet that was read.</summary>
    public List<SpreadsheetRow> Headers { get; } = [];

    public List<ImportedValue> Preview { get; } = [];

    public List<string> IgnoredColumns { get; } = [];

    public List<string> IgnoredSheets { get; } = [];

    public SortedSet<string> Cities { get; } = [];

    public SortedSet<string> Metrics { get; } = [];

    /// <summary>Looks at all rows.</summary>
    public async Task Run(ISpreadsheet grid, ImportProgress progress)
    {
        foreach (var some in ReadRows(grid).Chunk(BatchSize))
        {
            await ValidateBatch(some);
            progress.Rows = Rows;
        }
        if (NewValues + Duplicates + Rejected == 0) throw new RequestRejectedException(422, "import_empty");
    }

    private IEnumerable<ParsedRow> ReadRows(ISpreadsheet grid)
    {
        var (sheet, tried, columns) = ((string?)null, 0, (SheetColumns?)null);
        foreach (var row in grid.ReadRows().Where(row => !TemplateWriter.IsTemplateSheet(row.Sheet)))
        {
            if (row.Sheet != sheet)
            {
                if (sheet is not null && columns is null) IgnoredSheets.Add(sheet);
                (sheet, tried, columns) = (row.Sheet, 0, null);
            }
            if (columns is not null)
            {
                if (++Rows > limits.MaxRows) throw new RequestRejectedException(413, "too_many_rows.import", limits.MaxRows);
                yield return reader.Read(row, columns);
            }
            else if (tried++ < MaxHeaderRow && (columns = SheetColumns.ParseHeader(row, form)) is not null)
            {
                Headers.Add(row);
                IgnoredColumns.AddRange(columns.UnknownColumns.Take(MaxPreview).Select(at => $"{row.GetAddress(at)} {row[at].Text}"));
            }
        }
        if (sheet is not null && columns is null) IgnoredSheets.Add(sheet);
        if (Headers.Count == 0) throw new RequestRejectedException(422, "header_missing", MaxHeaderRow);
    }

    private async Task ValidateBatch(ParsedRow[] readings)
    {
        var values = readings.SelectMany(reading => reading.Values, (reading, value) => (Reading: reading, Value: _earlier.AssignId(reading, value)))
            .Where(one => one.Value is not null).Select(one => (one.Reading, Value: one.Value!)).ToList();
        var known = await FindExisting([.. values.Select(one => one.Value)]);
        var fresh = new List<(ParsedRow Reading, ParsedValue Value)>();
        foreach (var ((reading, value), (settled, there)) in values.Zip(known))
        {
            var isFresh = there is null && await ValidateNew(reading, settled);
            if (there is not null && there != settled.Event) AddProblem(reading, value, CreateReusedIdError(value, there));
            else if (isFresh) fresh.Add((reading, settled));
            else if (there is not null || reading.Problems.Count == 0) Duplicates++;
            if (Preview.Count < MaxPreview) Preview.Add(CreatePreview(reading, settled, isFresh));
        }
        Rejected += readings.Count(reading => reading.Problems.Count > 0);
        // Of a row from left to right: B before AA.
        Problems.AddRange(readings.SelectMany(reading => reading.Problems.OrderBy(problem => problem.Cell.Length).ThenBy(problem => problem.Cell, StringComparer.Ordinal)));
        var good = fresh.Where(one => one.Reading.Problems.Count == 0).Select(one => one.Value).ToList();
        NewValues += good.Count;
        foreach (var value in good)
        {
            Cities.Add(value.Event.City);
            Metrics.Add(value.Event.Metric);
        }
        if (Problems.Count == 0) await spool.Write(good.Select(value => value.Input));
    }

    // Each value with the event that is there by its id. What was withdrawn is free to be reported again, under the next id.
    private async Task<(ParsedValue Value, Event? There)[]> FindExisting(ParsedValue[] values)
    {
        var known = new (ParsedValue Value, Event? There)[values.Length];
        var open = Enumerable.Range(0, values.Length).ToList();
        for (var generation = 1; open.Count > 0; generation++)
        {
            foreach (var i in open) known[i] = (WithGeneration(values[i], generation), null);
            foreach (var some in open.Chunk(BatchSize))
                foreach (var (i, there) in some.Zip(await journal.FindEvents([.. some.Select(i => known[i].Value.Event.Key)]))) known[i].There = there;
            var withdrawn = generation == MaxIdGenerations ? [] : await FindWithdrawn([.. open.Where(i => known[i].There is not null).Select(i => known[i].Value.Event.Key)]);
            open = [.. open.Where(i => withdrawn.Contains(known[i].Value.Event.Key))];
        }
        return known;
    }

    private async Task<HashSet<EventKey>> FindWithdrawn(EventKey[] keys)
    {
        var withdrawn = new HashSet<EventKey>();
        foreach (var some in keys.Chunk(BatchSize))
            foreach (var one in await journal.GetCorrectionChains([.. some]))
                if (one.State == EventState.Withdrawn) withdrawn.Add(one.Event.Key);
        return withdrawn;
    }

    private static ParsedValue WithGeneration(ParsedValue value, int generation)
    {
        if (generation == 1) return value;
        var id = $"{value.Input.Id}~{generation}";
        return value with { Input = value.Input with { Id = id }, Event = value.Event with { Id = id } };
    }

    // False when the period's number is there by other events, or when the value is refused.
    private async Task<bool> ValidateNew(ParsedRow reading, ParsedValue value)
    {
        if (!_records.TryGetValue(value.Event.City, out var record)) _records.Add(value.Event.City, record = new(await journal.GetCityState(value.Event.City)));
        var (e, metric) = (value.Event, value.Metric);
        if (value.Period is { } over && e.Basis == Basis.Period && FindReported(record, e, metric, over) is { } there)
        {
            if (there != e.Value)
                AddProblem(reading, value, ValidationError.Create("period_reported", ImportFields.Value, MessageArgument.Amount(there, metric.Unit)));
            return false;
        }
        if (record.Projection.ValidateYear(metric, e) is { } closed) AddProblem(reading, value, closed);
        else if (_plausibility.Check(value, reading, record) is { } doubt) AddProblem(reading, value, doubt);
        else return true;
        return false;
    }

    private static decimal? FindReported(CityHistory record, Event e, Metric metric, ReportingPeriod over) =>
        metric.Kind == MetricKind.Level && !(record.GetLastReadingDate(metric, e.Unit, e.Date) >= over.Start) ? null : record.GetFigure(metric, e.Unit, over);

    private static void AddProblem(ParsedRow reading, ParsedValue value, ValidationError error) =>
        reading.AddProblem(error with { Field = ImportFields.Value }, value.SheetColumn);

    private static ValidationError CreateReusedIdError(ParsedValue value, Event there) => there.Value == value.Event.Value
        ? ValidationError.Create("id_reused.same_value", ImportFields.Value)
        : ValidationError.Create(
            "id_reused.other_value", ImportFields.Value, MessageArgument.Amount(there.Value, value.Metric.Unit));

    private static ImportedValue CreatePreview(ParsedRow reading, ParsedValue value, bool isFresh) => new(
        reading.Row.GetAddress(value.SheetColumn), value.Event.City, value.Event.Unit, value.Event.Metric, value.Event.Value, value.Event.Date, value.Event.Basis == Basis.Ytd, value.Event.Note, isFresh);
}
