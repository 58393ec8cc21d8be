using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// A recognized column: zero-based index, field, title, unit in the title as in 金额（万元）, and month with its optional
/// year.
/// </summary>
internal sealed record SheetColumn(
    int Index, string Field, string Title, string? MeasureUnit = null, (int? Year, int Month)? Month = null);

/// <summary>A column that is not read, with the field that its title of one or two lines resembles.</summary>
internal sealed record UnreadColumn(
    int Index, string Title, string? Similar, bool NeedsConfirmation, bool HasTwoLines = false)
{
    /// <summary>Returns true if the column may be one of the fields, which only the user can tell.</summary>
    public bool MayBe(params ReadOnlySpan<string> fields) =>
        NeedsConfirmation && (HasTwoLines || (Similar is { } similar && fields.Contains(similar)));
}

/// <summary>The columns of a sheet, recognized by their titles and by the answers of the user.</summary>
internal sealed class SheetColumns
{
    /// <summary>The answer that a column is not to be read.</summary>
    public const string Ignore = "ignore";

    private static readonly string[] ValueFields = [ImportFields.Value, ImportFields.Ytd];
    private readonly Dictionary<string, SheetColumn> _byField;

    private SheetColumns(
        SpreadsheetRow header, SpreadsheetRow? second, List<SheetColumn> all, List<UnreadColumn> unread)
    {
        (Header, Second, All, Unread) = (header, second, all, unread);
        MonthColumns = [.. all.Where(column => column.Month is not null)];
        _byField = all.Where(column => column.Month is null).ToDictionary(column => column.Field);
    }

    public SpreadsheetRow Header { get; }

    /// <summary>The second line of a header of two lines.</summary>
    public SpreadsheetRow? Second { get; }

    /// <summary>The number of columns up to the last title.</summary>
    public int Width => Math.Max(Header.Cells.Count, Second?.Cells.Count ?? 0);

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<SheetColumn> All { get; }

    public IReadOnlyList<SheetColumn> MonthColumns { get; }

    /// <summary>The titled columns that are not read.</summary>
    public IReadOnlyList<UnreadColumn> Unread { get; }

    /// <summary>The units told for the whole sheet, with the cell.</summary>
    public ImmutableArray<Recognized> SheetUnits { get; init; } = [];

    /// <summary>The period of rows that name none.</summary>
    public ReportingPeriod? Period { get; init; }

    /// <summary>The basis of rows that name none: <c>ytd</c>, <c>period</c>, or null if nothing tells it.</summary>
    public string? Basis { get; init; }

    /// <summary>The error of a missing column that an unread column may be; null if none is missing.</summary>
    public RequestRejectedException? Missing { get; private init; }

    public SheetColumn? this[string field] => _byField.GetValueOrDefault(field);

    /// <summary>Returns a copy with the texts above the header.</summary>
    public SheetColumns With(ImmutableArray<Recognized> sheetUnits, ReportingPeriod? period, string? basis) =>
        new(Header, Second, [.. All], [.. Unread])
        {
            SheetUnits = sheetUnits,
            Period = period,
            Basis = basis,
            Missing = Missing,
        };

    /// <summary>Identifies the question about a column.</summary>
    public static string GetQuestionId(string sheet, int column) =>
        $"column:{sheet}!{SpreadsheetRow.GetColumnLetters(column)}";

    /// <summary>
    /// Parses a header of one or two lines; null if the row is a title or a remark. Throws
    /// <see cref="RequestRejectedException"/> if a column is missing or duplicated, or if the file is an export.
    /// </summary>
    public static SheetColumns? ParseHeader(SpreadsheetRow row, SpreadsheetRow? next, ImportContext context) =>
        (next is not null && IsSecondLine(row, next, context) ? ParseColumns(row, next, context) : null)
        ?? ParseColumns(row, null, context, next);

    /// <summary>The form that the columns of a header fit; null if several forms fit, or none.</summary>
    public static ImportForm? RecognizeForm(SpreadsheetRow row, SpreadsheetRow? next, ImportContext context)
    {
        var columns = (next is not null && IsSecondLine(row, next, context)
                ? ReadColumns(row, next, context)
                : ReadColumns(row, null, context, next))
            .Read;
        var fields = columns.Where(column => column.Month is null).Select(column => column.Field).ToHashSet();
        var months = columns.Count(column => column.Month is not null);
        var hasValue = fields.Contains(ImportFields.Value) || fields.Contains(ImportFields.Ytd);
        return !fields.Contains(ImportFields.Metric) ? null
            : months > 1 || (months == 1 && !hasValue) ? ImportForm.History
            : !hasValue ? null
            : (fields.Contains(ImportFields.Date), fields.Contains(ImportFields.Period)) switch
            {
                (true, false) => fields.Contains(ImportFields.Value) ? ImportForm.Events : ImportForm.Series,
                (false, true) => ImportForm.Series,
                (false, false) => fields.Contains(ImportFields.Ytd) ? ImportForm.Series : null,
                _ => null,
            };
    }

    private static SheetColumns? ParseColumns(
        SpreadsheetRow row, SpreadsheetRow? second, ImportContext context, SpreadsheetRow? firstData = null)
    {
        var titles = row.Cells.Where(cell => !cell.IsBlank).Select(cell => CellParser.NormalizeTitle(cell.Text!));
        if (ImportFields.IsExport(titles)) throw new RequestRejectedException(422, "file_is_export");
        var (columns, unread) = ReadColumns(row, second, context, firstData);
        var fields = columns.Select(column => column.Field).ToHashSet();
        var isHistory = context.Form == ImportForm.History;
        if (!fields.Contains(ImportFields.Metric)
            || fields.Count < 3
            && !columns.Exists(column => column.Month is not null)
            && !(fields.Count == 2
                && (isHistory ? unread.Count > 0 : unread.Exists(column => column.MayBe(ValueFields)))))
            return null;
        var readFields = ImportFields.GetReadFields(context.Form);
        foreach (var column in columns.Where(column => column.Month is null
            ? !readFields.Contains(column.Field)
            : !isHistory))
            unread.Add(new(column.Index, column.Title, null, NeedsConfirmation: true));
        columns.RemoveAll(column => column.Month is null ? !readFields.Contains(column.Field) : !isHistory);
        var ambiguous = columns.Find(column => column.Month is not null
            && PeriodCell.IsAmbiguousMonth(
                second?[column.Index] is { IsBlank: false } below ? below : row[column.Index], row.DateSystem));
        if (ambiguous is not null) throw CreateException(row, "period_unclear.number", ambiguous.Title);
        var duplicate = columns
            .GroupBy(column => (column.Field, column.Month))
            .FirstOrDefault(group => group.Count() > 1);
        if (duplicate is not null)
            throw CreateException(
                row, "column_twice.import", duplicate.First().Title, duplicate.Last().Title,
                row.GetAddress(duplicate.First().Index), row.GetAddress(duplicate.Last().Index));
        RequestRejectedException? missing = null;
        foreach (var field in GetRequiredFields(context.Form))
            if (!fields.Contains(field))
                Miss(CreateException(row, "column_missing.import", ImportFields.GetTitle(field)), field);
        if (context.Form == ImportForm.Series && !fields.Overlaps(ValueFields))
            Miss(CreateException(row, "column_missing.series"), ValueFields);
        if (isHistory && !columns.Exists(column => column.Month is not null))
            throw CreateException(row, "column_missing.months");
        return new(row, second, columns, unread) { Missing = missing };

        void Miss(RequestRejectedException exception, params ReadOnlySpan<string> missed)
        {
            foreach (var column in unread)
                if (column.MayBe(missed))
                {
                    missing ??= exception;
                    return;
                }
            throw exception;
        }
    }

    private static (List<SheetColumn> Read, List<UnreadColumn> Unread) ReadColumns(
        SpreadsheetRow row, SpreadsheetRow? second, ImportContext context, SpreadsheetRow? firstData = null)
    {
        var (columns, unread, above) = (new List<SheetColumn>(), new List<UnreadColumn>(), "");
        var width = Math.Max(row.Cells.Count, second?.Cells.Count ?? 0);
        // An answer may give a meaning to a column without a title.
        for (var index = 0; index < (context.Answers.Count > 0 ? ISpreadsheet.MaxColumns : width); index++)
        {
            if (!row[index].IsBlank) above = row[index].Text!;
            var below = second is null || second[index].IsBlank ? null : second[index].Text;
            // The title above covers the columns to its right that have a second line only.
            var top = row[index].IsBlank && below is null ? "" : above;
            var title = below is null ? top : HeaderTitle.Join(top, below, context.Units);
            var answer = context.GetAnswer(
                GetQuestionId(row.Sheet, index), [Ignore, .. ImportFields.GetReadFields(context.Form)]);
            if (string.IsNullOrWhiteSpace(title) && answer is null) continue;
            var lower = below is null ? null : ColumnTitle.Parse(below, index, row, context);
            var column = answer == Ignore ? null
                : answer is not null ? ColumnTitle.CreateAnswered(answer, title, index, context)
                : ColumnTitle.Parse(title, index, row, context)
                    ?? (lower is not null && HeaderTitle.IsNeutral(top, lower.Field, context.Units)
                        ? lower with { Title = title }
                        : null);
            var normalized = CellParser.NormalizeTitle(title);
            if (column is null)
                unread.Add(new(
                    index, title, lower is null ? ImportFields.FindSimilar(normalized) : null, answer != Ignore,
                    below is not null));
            else if (column.Field == ImportFields.Ignored)
                unread.Add(new(index, title, null, !ImportFields.IsIgnoredSilently(normalized)));
            else columns.Add(column);
        }
        // 时间 with 2026年8月 below is a period, not a date.
        if (context.Form == ImportForm.Series
            && firstData is not null
            && !columns.Exists(column => column.Field == ImportFields.Period)
            && columns.FindIndex(column => column.Field == ImportFields.Date) is >= 0 and var date
            && PeriodCell.NamesPeriod(firstData[columns[date].Index]))
            columns[date] = columns[date] with { Field = ImportFields.Period };
        return (columns, unread);
    }

    // The second line of a header names no metric, and all its cells are titles.
    private static bool IsSecondLine(SpreadsheetRow row, SpreadsheetRow next, ImportContext context)
    {
        var metric = Enumerable.Range(0, row.Cells.Count).FirstOrDefault(
            index => !row[index].IsBlank
                && ImportFields.FindByTitle(CellParser.NormalizeTitle(row[index].Text!)) == ImportFields.Metric,
            -1);
        if (metric < 0 || !next[metric].IsBlank) return false;
        var (columns, unread) = ReadColumns(row, next, context);
        return Enumerable.Range(0, next.Cells.Count)
            .Where(index => !next[index].IsBlank)
            .All(index => columns.Exists(column => column.Index == index)
                || (unread.Exists(column => column.Index == index)
                    && (!char.IsDigit(next[index].Text![0])
                        || ColumnTitle.Parse(next[index].Text!, index, next, context) is not null)));
    }

    private static string[] GetRequiredFields(ImportForm form) =>
        form == ImportForm.Events
            ? [ImportFields.Metric, ImportFields.Value, ImportFields.Date]
            : [ImportFields.Metric];

    /// <summary>Creates the refusal of a header row.</summary>
    public static RequestRejectedException CreateException(
        SpreadsheetRow row, string key, params ImmutableArray<MessageArgument> arguments)
    {
        var error = ValidationError.Create(key, "", arguments);
        return new(422, row.Sheet.Length == 0
            ? error.At("", "import_header.csv", row.Number)
            : error.At("", "import_header.sheet", row.Sheet, row.Number));
    }
}
