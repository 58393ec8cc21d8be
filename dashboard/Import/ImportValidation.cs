using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Validates a file against the journal: counts new values, duplicates and rejected rows. Holds 1,000 rows at a time;
/// writes new values to the spool until the first problem.
/// </summary>
internal sealed class ImportValidation(
    ReferenceSnapshot reference, IJournal journal, SubmissionOptions submissionOptions, ImportOptions limits,
    ImportContext context, RowReader rowReader, Spool spool, ILogger logger)
{
    private const int BatchSize = 1_000;
    private const int MaxIdGenerations = 20;
    private const int MaxPreview = 100;

    private readonly DuplicateDetector _duplicates = new();
    private readonly PlausibilityChecks _plausibility = new(reference.Rules, submissionOptions, context.Form);
    private readonly Dictionary<string, CityHistory> _histories = [];

    public int Rows { get; private set; }

    public int NewValues { get; private set; }

    public int Duplicates { get; private set; }

    public int Rejected { get; private set; }

    public List<ImportProblem> Problems { get; } = [];

    /// <summary>The sheets that were read.</summary>
    public List<ImportedSheet> Sheets { get; } = [];

    /// <summary>The questions that must be answered before the file can be submitted.</summary>
    public List<ImportQuestion> Questions { get; } = [];

    public List<ImportedValue> Preview { get; } = [];

    public List<string> IgnoredColumns { get; } = [];

    public List<string> IgnoredSheets { get; } = [];

    public SortedSet<string> Cities { get; } = [];

    public SortedSet<string> Metrics { get; } = [];

    /// <summary>
    /// Validates all rows. Throws <see cref="RequestRejectedException"/> if there is no header, no data, or too many
    /// rows.
    /// </summary>
    public async Task Run(ISpreadsheet spreadsheet, ImportProgress progress)
    {
        foreach (var batch in ReadRows(spreadsheet).Chunk(BatchSize))
        {
            await ValidateBatch(batch);
            progress.Rows = Rows;
        }
        if (NewValues + Duplicates + Rejected + Questions.Count == 0)
            throw new RequestRejectedException(422, "import_empty");
    }

    private IEnumerable<ParsedRow> ReadRows(ISpreadsheet spreadsheet)
    {
        var (reader, row) = ((SheetReader?)null, (SpreadsheetRow?)null);
        var unread = new List<SheetReader>();
        using var rows = spreadsheet.ReadRows().GetEnumerator();
        for (var next = Next(); next is not null;)
        {
            if (next.Sheet != row?.Sheet)
            {
                Finish();
                reader = new(next.Sheet, context, rowReader, spreadsheet.GetLayout(next.Sheet));
            }
            (row, next) = (next, Next());
            var following = next?.Sheet == row.Sheet ? next : null;
            if (Guard(() => reader!.Read(row, following), row) is not { } parsed) continue;
            if (++Rows > limits.MaxRows)
                throw new RequestRejectedException(413, "too_many_rows.import", limits.MaxRows);
            yield return parsed;
        }
        Finish();
        if (Sheets.Count > 0)
            Questions.AddRange(unread.Select(sheet => sheet.CreateUnreadQuestion()).OfType<ImportQuestion>());
        else if (unread.Select(sheet => sheet.CreateFormQuestion()).OfType<ImportQuestion>().ToList() is [var form, ..])
            Questions.Add(form);
        else throw new RequestRejectedException(422, "header_missing", SheetReader.MaxHeaderCandidates);
        Questions.AddRange(spreadsheet.HiddenSheets
            .Select(name => ImportQuestion.CreateForUnreadSheet(
                name, "sheet_hidden", MessageArgument.Message("sheet_hidden", name), context))
            .OfType<ImportQuestion>());

        SpreadsheetRow? Next() => Guard(rows.MoveNext, row) ? rows.Current : null;

        void Finish()
        {
            if (reader is null) return;
            Questions.AddRange(reader.GetQuestions());
            if (reader.Describe() is { } sheet)
            {
                Sheets.Add(sheet);
                IgnoredColumns.AddRange(reader.IgnoredColumns);
            }
            else if (!reader.IsTemplateSheet)
            {
                unread.Add(reader);
                IgnoredSheets.Add(reader.Name);
            }
        }
    }

    // A bug in reading a file is an error of that file, named by its place, and logged once.
    private T Guard<T>(Func<T> read, SpreadsheetRow? row)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (RequestRejectedException or OperationCanceledException))
        {
            logger.ReadingFailed(exception, row?.Sheet ?? "", row?.Number ?? 0);
            throw new RequestRejectedException(422, "sheet_unreadable", row?.Sheet ?? "", row?.Number ?? 0);
        }
    }

    private async Task ValidateBatch(ParsedRow[] rows)
    {
        var values = rows
            .SelectMany(
                parsedRow => parsedRow.Values,
                (parsedRow, value) => (Row: parsedRow, Value: _duplicates.AssignId(parsedRow, value)))
            .Where(pair => pair.Value is not null)
            .Select(pair => (pair.Row, Value: pair.Value!))
            .ToList();
        var results = await FindExisting([.. values.Select(pair => pair.Value)]);
        var newValues = new List<(ParsedRow Row, ParsedValue Value)>();
        foreach (var ((parsedRow, value), (identified, existing)) in values.Zip(results))
        {
            var isNew = existing is null && await ValidateNew(parsedRow, identified);
            if (existing is not null && !HasSameContent(existing, identified.Event))
                AddProblem(parsedRow, value, CreateReusedIdError(value, existing));
            else if (isNew) newValues.Add((parsedRow, identified));
            else if (existing is not null || parsedRow.Problems.Count == 0) Duplicates++;
            if (Preview.Count < MaxPreview) Preview.Add(await CreatePreview(parsedRow, identified, isNew));
        }
        Rejected += rows.Count(parsedRow => parsedRow.Problems.Count > 0);
        // By column within a row: B before AA.
        Problems.AddRange(
            rows.SelectMany(parsedRow =>
                parsedRow.Problems.OrderBy(problem => problem.Cell.Length)
                    .ThenBy(problem => problem.Cell, StringComparer.Ordinal)));
        var accepted = newValues.Where(pair => pair.Row.Problems.Count == 0).Select(pair => pair.Value).ToList();
        NewValues += accepted.Count;
        foreach (var value in accepted)
        {
            Cities.Add(value.Event.City);
            Metrics.Add(value.Event.Metric);
        }
        if (Problems.Count == 0) await spool.Write(accepted.Select(value => value.Input));
    }

    // Finds the stored event of each value's id. An id whose event was withdrawn is replaced by its next generation.
    private async Task<(ParsedValue Value, Event? Existing)[]> FindExisting(ParsedValue[] values)
    {
        var results = new (ParsedValue Value, Event? Existing)[values.Length];
        var unresolved = Enumerable.Range(0, values.Length).ToList();
        for (var generation = 1; unresolved.Count > 0; generation++)
        {
            foreach (var i in unresolved) results[i] = (WithGeneration(values[i], generation), null);
            foreach (var batch in unresolved.Chunk(BatchSize))
            {
                var found = await journal.FindEvents([.. batch.Select(i => results[i].Value.Event.Key)]);
                foreach (var (i, existing) in batch.Zip(found)) results[i].Existing = existing;
            }
            var withdrawn = generation == MaxIdGenerations
                ? []
                : await FindWithdrawn(
                    [
                        .. unresolved.Where(i => results[i].Existing is not null)
                            .Select(i => results[i].Value.Event.Key)
                    ]);
            unresolved = [.. unresolved.Where(i => withdrawn.Contains(results[i].Value.Event.Key))];
        }
        return results;
    }

    private async Task<HashSet<EventKey>> FindWithdrawn(EventKey[] keys)
    {
        var withdrawn = new HashSet<EventKey>();
        foreach (var batch in keys.Chunk(BatchSize))
            foreach (var chain in await journal.GetCorrectionChains([.. batch]))
                if (chain.State == EventState.Withdrawn) withdrawn.Add(chain.Event.Key);
        return withdrawn;
    }

    private static ParsedValue WithGeneration(ParsedValue value, int generation)
    {
        if (generation == 1) return value;
        var id = $"{value.Input.Id}~{generation}";
        return value with { Input = value.Input with { Id = id }, Event = value.Event with { Id = id } };
    }

    // Returns false if other events already report the period's value, or if the value is rejected.
    private async Task<bool> ValidateNew(ParsedRow parsedRow, ParsedValue value)
    {
        var history = await GetHistory(value.Event.City);
        var (e, metric) = (value.Event, value.Metric);
        if (value.Period is { } period
            && e.Basis == Basis.Period
            && FindReported(history, e, metric, period) is { } existing)
        {
            if (existing != e.Value)
                AddProblem(
                    parsedRow, value,
                    ValidationError.Create(
                        "period_reported", ImportFields.Value, MessageArgument.Amount(existing, metric.Unit)));
            return false;
        }
        if (history.Projection.ValidateYear(metric, e) is { } yearError)
            AddProblem(parsedRow, value, yearError);
        else if (_plausibility.Check(value, parsedRow, history) is { } doubt)
            AddProblem(parsedRow, value, doubt);
        else return true;
        return false;
    }

    private async Task<CityHistory> GetHistory(string city)
    {
        if (!_histories.TryGetValue(city, out var history))
            _histories.Add(city, history = new(await journal.GetCityState(city)));
        return history;
    }

    // Earlier versions stored references and notes with plain characters for full-width ones.
    private static bool HasSameContent(Event existing, Event e) =>
        existing == e || Simplify(existing) == Simplify(e);

    private static Event Simplify(Event e) => e with
    {
        Ref = e.Ref is null ? null : CellParser.Normalize(e.Ref),
        Note = e.Note is null ? null : CellParser.Normalize(e.Note),
    };

    private static decimal? FindReported(CityHistory history, Event e, Metric metric, ReportingPeriod period) =>
        metric.Kind == MetricKind.Level && !(history.GetLastReadingDate(metric, e.Unit, e.Date) >= period.Start)
            ? null
            : history.GetFigure(metric, e.Unit, period);

    private static void AddProblem(ParsedRow parsedRow, ParsedValue value, ValidationError error) =>
        parsedRow.AddProblem(error with { Field = ImportFields.Value }, value.SheetColumn);

    private static ValidationError CreateReusedIdError(ParsedValue value, Event existing) =>
        existing.Value == value.Event.Value
            ? ValidationError.Create("id_reused.same_value", ImportFields.Value)
            : ValidationError.Create(
                "id_reused.other_value", ImportFields.Value,
                MessageArgument.Amount(existing.Value, value.Metric.Unit));

    private async Task<ImportedValue> CreatePreview(ParsedRow parsedRow, ParsedValue value, bool isNew)
    {
        var (e, metric) = (value.Event, value.Metric);
        var history = await GetHistory(e.City);
        var recorded = e.Op == EventOperation.Set ? history.GetFigure(metric, e.Unit, ReportingPeriod.ForDay(e.Date))
            : e.Basis == Basis.Ytd
                ? history.GetFigure(metric, e.Unit, ReportingPeriod.ForRange(new(e.Date.Year, 1, 1), e.Date))
            : value.Period is { } period ? history.GetFigure(metric, e.Unit, period)
            : null;
        return new(
            parsedRow.Row.GetAddress(value.SheetColumn), e.City, e.Unit, e.Metric, e.Value, e.Date,
            e.Basis == Basis.Ytd, e.Note, isNew, recorded);
    }
}
