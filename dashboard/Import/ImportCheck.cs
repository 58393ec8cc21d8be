using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// One look at a file, against what is on record: what of it is new, what is there already, and what is wrong. It holds a
/// thousand rows at a time, and writes what is new into a spool for as long as nothing is wrong.
/// </summary>
internal sealed class ImportCheck(ReferenceSnapshot reference, IJournal journal, DeskOptions desk, ImportOptions limits, Form form, RowReader reader, Spool spool)
{
    private const int RowsAtOnce = 1_000;
    private const int HeaderWithin = 10;
    private const int MostGenerations = 20;
    private const int MostShown = 20;

    private readonly EarlierRows _earlier = new();
    private readonly Doubts _doubts = new(reference.Rules, desk, form);
    private readonly Dictionary<string, CityRecord> _records = [];

    public int Rows { get; private set; }

    public int Fresh { get; private set; }

    public int Duplicates { get; private set; }

    public int Rejected { get; private set; }

    public List<ImportProblem> Problems { get; } = [];

    /// <summary>The header of each sheet that was read.</summary>
    public List<GridRow> Headers { get; } = [];

    public List<ImportedValue> Preview { get; } = [];

    public List<string> IgnoredColumns { get; } = [];

    public List<string> IgnoredSheets { get; } = [];

    public SortedSet<string> Cities { get; } = [];

    public SortedSet<string> Metrics { get; } = [];

    /// <summary>Looks at all rows.</summary>
    public async Task Run(IGrid grid, ImportProgress progress)
    {
        foreach (var some in Readings(grid).Chunk(RowsAtOnce))
        {
            await Look(some);
            progress.Rows = Rows;
        }
        if (Fresh + Duplicates + Rejected == 0) throw new RequestRejectedException(422, "import_empty", "没有可以读取的数据行：请在表头下面填写数据，或下载模板填写。");
    }

    private IEnumerable<RowReading> Readings(IGrid grid)
    {
        var (sheet, tried, columns) = ((string?)null, 0, (SheetColumns?)null);
        foreach (var row in grid.Rows().Where(row => !Template.IsOwn(row.Sheet)))
        {
            if (row.Sheet != sheet)
            {
                if (sheet is not null && columns is null) IgnoredSheets.Add(sheet);
                (sheet, tried, columns) = (row.Sheet, 0, null);
            }
            if (columns is not null)
            {
                if (++Rows > limits.MostRows) throw new RequestRejectedException(413, "too_many_rows", $"文件超过 {limits.MostRows:N0} 行：请分成几个文件。");
                yield return reader.Read(row, columns);
            }
            else if (tried++ < HeaderWithin && (columns = SheetColumns.Find(row, form)) is not null)
            {
                Headers.Add(row);
                IgnoredColumns.AddRange(columns.Unknown.Take(MostShown).Select(at => $"{row.Address(at)} {row[at].Text}"));
            }
        }
        if (sheet is not null && columns is null) IgnoredSheets.Add(sheet);
        if (Headers.Count == 0) throw new RequestRejectedException(422, "header_missing", $"前 {HeaderWithin} 行里没有找到表头：表头应写有“市”“指标”等列名，请核对所选的表式，或下载模板填写。");
    }

    private async Task Look(RowReading[] readings)
    {
        var values = readings.SelectMany(reading => reading.Values, (reading, value) => (Reading: reading, Value: _earlier.Add(reading, value)))
            .Where(one => one.Value is not null).Select(one => (one.Reading, Value: one.Value!)).ToList();
        var known = await Known([.. values.Select(one => one.Value)]);
        var fresh = new List<(RowReading Reading, Reported Value)>();
        foreach (var ((reading, value), (settled, there)) in values.Zip(known))
        {
            var isFresh = there is null && await IsNew(reading, settled);
            if (there is not null && there != settled.Event) Refuse(reading, value, "id_reused", Reused(value, there));
            else if (isFresh) fresh.Add((reading, settled));
            else if (there is not null || reading.Problems.Count == 0) Duplicates++;
            if (Preview.Count < MostShown) Preview.Add(Shown(reading, settled, isFresh));
        }
        Rejected += readings.Count(reading => reading.Problems.Count > 0);
        // Of a row from left to right: B before AA.
        Problems.AddRange(readings.SelectMany(reading => reading.Problems.OrderBy(problem => problem.Cell.Length).ThenBy(problem => problem.Cell, StringComparer.Ordinal)));
        var good = fresh.Where(one => one.Reading.Problems.Count == 0).Select(one => one.Value).ToList();
        Fresh += good.Count;
        foreach (var value in good)
        {
            Cities.Add(value.Event.City);
            Metrics.Add(value.Event.Metric);
        }
        if (Problems.Count == 0) await spool.Write(good.Select(value => value.Draft));
    }

    // Each value with the event that is there by its id. What was withdrawn is free to be reported again, under the next id.
    private async Task<(Reported Value, Event? There)[]> Known(Reported[] values)
    {
        var known = new (Reported Value, Event? There)[values.Length];
        var open = Enumerable.Range(0, values.Length).ToList();
        for (var generation = 1; open.Count > 0; generation++)
        {
            foreach (var i in open) known[i] = (Named(values[i], generation), null);
            foreach (var some in open.Chunk(RowsAtOnce))
                foreach (var (i, there) in some.Zip(await journal.FindEvents([.. some.Select(i => known[i].Value.Event.Key)]))) known[i].There = there;
            var withdrawn = generation == MostGenerations ? [] : await Withdrawn([.. open.Where(i => known[i].There is not null).Select(i => known[i].Value.Event.Key)]);
            open = [.. open.Where(i => withdrawn.Contains(known[i].Value.Event.Key))];
        }
        return known;
    }

    private async Task<HashSet<EventKey>> Withdrawn(EventKey[] keys)
    {
        var withdrawn = new HashSet<EventKey>();
        foreach (var some in keys.Chunk(RowsAtOnce))
            foreach (var one in await journal.GetCorrectionChains([.. some]))
                if (one.State == EventState.Withdrawn) withdrawn.Add(one.Event.Key);
        return withdrawn;
    }

    private static Reported Named(Reported value, int generation)
    {
        if (generation == 1) return value;
        var id = $"{value.Draft.Id}~{generation}";
        return value with { Draft = value.Draft with { Id = id }, Event = value.Event with { Id = id } };
    }

    // False when the period's number is there by other events, or when the value is refused.
    private async Task<bool> IsNew(RowReading reading, Reported value)
    {
        if (!_records.TryGetValue(value.Event.City, out var record)) _records.Add(value.Event.City, record = new(await journal.GetCityState(value.Event.City)));
        var (e, metric) = (value.Event, value.Metric);
        if (value.Over is { } over && e.Basis == Basis.Period && Within(record, e, metric, over) is { } there)
        {
            if (there != e.Value)
                Refuse(reading, value, "period_reported", $"这一时期已有数（{Doubts.Shown(there, metric.Unit)}），再报会重复计数：要改请走更正，不改请留空。");
            return false;
        }
        if (record.Book.ValidateYear(metric, e) is { } closed) Refuse(reading, value, closed.Code, closed.Message);
        else if (_doubts.About(value, reading, record) is var (code, message)) Refuse(reading, value, code, message);
        else return true;
        return false;
    }

    private static decimal? Within(CityRecord record, Event e, Metric metric, ReportingPeriod over) =>
        metric.Kind == MetricKind.Level && !(record.LastReading(metric, e.Unit, e.Date) >= over.Start) ? null : record.Figure(metric, e.Unit, over);

    private static void Refuse(RowReading reading, Reported value, string code, string message) => reading.Refuse(FormFields.Value, code, message, value.SheetColumn);

    private static string Reused(Reported value, Event there) => there.Value == value.Event.Value
        ? "这个数已经报过，但说明等内容与当时不同：请删去这一行，或走更正。"
        : $"已报过另一个数（{Doubts.Shown(there.Value, value.Metric.Unit)}）：请走更正；确是另一件事的，请在“文号”或“编号”栏写明以示区别。";

    private static ImportedValue Shown(RowReading reading, Reported value, bool isFresh) => new(
        reading.Row.Address(value.SheetColumn), value.Event.City, value.Event.Unit, value.Event.Metric, value.Event.Value, value.Event.Date, value.Event.Basis == Basis.Ytd, value.Event.Note, isFresh);
}
