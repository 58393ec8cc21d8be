using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Reads the rows of one sheet in order: finds the header, the texts above it, and the rows without data.
/// </summary>
internal sealed class SheetReader(string sheet, ImportContext context, RowReader rowReader, SheetLayout layout)
{
    private const string Include = "include", Exclude = "exclude";
    private const int MaxHeaderRow = 10;
    private const int MaxSkippedRows = 2_000;

    private readonly List<SpreadsheetRow> _titles = [];
    private readonly HashSet<int> _columnsWithData = [];
    private readonly HashSet<int> _columnsWithText = [];
    private readonly List<SkippedRow> _skipped = [];
    private readonly SheetUnits _units = new(sheet, context);
    private readonly List<(int Index, string Title)[]> _headerLines = [];
    private SheetColumns? _columns;
    private SheetPeriods? _periods;
    private bool _needsPeriod;
    private int _headerCandidates, _hiddenRows, _filledCells;
    private ImportForm? _otherForm;
    private SpreadsheetRow? _otherFormHeader;

    /// <summary>The number of rows in which a header is sought.</summary>
    public static int MaxHeaderCandidates => MaxHeaderRow;

    /// <summary>The name of the sheet; empty for CSV.</summary>
    public string Name => sheet;

    /// <summary>True for a sheet named like one of a template or a marked workbook, which holds no data.</summary>
    public bool IsTemplateSheet => TemplateWriter.IsTemplateSheet(sheet);

    /// <summary>The addresses and titles of columns that are not read.</summary>
    public IEnumerable<string> IgnoredColumns => _columns is null ? []
        : GetUnreadWithData()
            .Where(column => column.Title.Length > 0)
            .Select(column => $"{_columns.Header.GetAddress(column.Index)} {column.Title}");

    private string HiddenQuestionId => $"hidden:{sheet}";

    /// <summary>Reads a row; the next row is needed for headers of two lines.</summary>
    /// <returns>The row's values and problems; null if the row is no data.</returns>
    public ParsedRow? Read(SpreadsheetRow row, SpreadsheetRow? next)
    {
        if (_otherForm is not null) return null;
        if (_columns is null)
        {
            if (_headerCandidates++ < MaxHeaderRow) FindHeader(row, next);
            return null;
        }
        if (row.Number == _columns.Second?.Number) return null;
        if (GetSkippedKind(row) is { } kind)
        {
            if (kind == "remark") _units.ReadRemark(row);
            if (_skipped.Count < MaxSkippedRows)
                _skipped.Add(new(row.Number, kind, CellParser.Truncate(GetFirstText(row))));
            return null;
        }
        if (row.IsHidden)
        {
            _hiddenRows++;
            if (context.GetAnswer(HiddenQuestionId, Exclude) is not null) return null;
        }
        // A CSV row that is longer than the header is a problem of the row, not a column.
        var width = sheet.Length == 0 ? Math.Min(row.Cells.Count, _columns.Width) : row.Cells.Count;
        for (var index = 0; index < width; index++)
        {
            if (row[index].IsBlank) continue;
            _columnsWithData.Add(index);
            if (!int.TryParse(row[index].Text, out _)) _columnsWithText.Add(index);
        }
        if (_columns.Missing is not null) return null;
        var parsed = rowReader.Read(row, _columns);
        _needsPeriod |= context.Form == ImportForm.Series
            ? parsed.GetCell(ImportFields.Period) is null
            : _columns.MonthColumns.Any(column => column.Month!.Value.Year is null);
        _filledCells += parsed.FilledCells;
        return parsed;
    }

    /// <summary>Describes the sheet as it was recognized; null if it was not read.</summary>
    public ImportedSheet? Describe()
    {
        if (_columns is null) return null;
        var header = _columns.Header;
        var unread = GetUnreadWithData().Select(column => (column.Index, column.Title, Field: (string?)null));
        return new(
            sheet, (_columns.Second ?? header).Number,
            [
                .. _columns.All.Select(column => (column.Index, column.Title, Field: (string?)column.Field))
                    .Concat(unread)
                    .OrderBy(column => column.Index)
                    .Select(column => new ImportedColumn(header.GetAddress(column.Index), column.Title, column.Field)),
            ],
            _columns.Period is not { } period ? null
                : new(period.Text, _periods!.GetCell(period)),
            _columns.SheetUnits.IsEmpty ? null
                : new(string.Join('、', _columns.SheetUnits.Select(unit => unit.Text)), _columns.SheetUnits[0].Cell),
            _hiddenRows, [.. _skipped], _filledCells);
    }

    /// <summary>Asks for the form if the header is that of another form; null if there is no header.</summary>
    public ImportQuestion? CreateFormQuestion() => _otherForm is not { } form ? null : CreateQuestion(
        "form:", "form_other", _otherFormHeader!.GetAddress(0),
        MessageArgument.Message("form_other", FormName(context.Form), FormName(form)),
        [form, .. Enum.GetValues<ImportForm>().Where(other => other != form && other != context.Form)],
        other => (other.ToString().ToLowerInvariant(), FormName(other)));

    /// <summary>Asks to confirm that the sheet is not read although others are; null if that was answered.</summary>
    public ImportQuestion? CreateUnreadQuestion() => ImportQuestion.CreateForUnreadSheet(
        sheet, "sheet_unread",
        _otherForm is { } form
            ? MessageArgument.Message("sheet_unread.other", sheet, FormName(form))
            : MessageArgument.Message("sheet_unread", sheet),
        context);

    /// <summary>The questions that the user has not answered yet.</summary>
    public IEnumerable<ImportQuestion> GetQuestions()
    {
        if (_columns is null) yield break;
        var unclear = GetUnreadWithData().Where(column => column.NeedsConfirmation || HoldsText(column)).ToList();
        if (_columns.Missing is { } missing && unclear.Count == 0) throw missing;
        foreach (var column in unclear)
            yield return CreateColumnQuestion(SheetColumns.GetQuestionId(sheet, column.Index), column);
        foreach (var column in _columns.All.Where(column => layout.HiddenColumns.Contains(column.Index)))
        {
            var id = $"hidden:{sheet}!{SpreadsheetRow.GetColumnLetters(column.Index)}";
            if (context.GetAnswer(id, Include) is null && _columnsWithData.Contains(column.Index))
                yield return CreateQuestion(
                    id, "column_hidden", _columns.Header.GetAddress(column.Index),
                    MessageArgument.Message("column_hidden", column.Title), [Include], GetChoice);
        }
        if (_hiddenRows > 0 && context.GetAnswer(HiddenQuestionId, Include, Exclude) is null)
            yield return CreateQuestion(
                HiddenQuestionId, "rows_hidden", _columns.Header.GetAddress(0),
                MessageArgument.Message(layout.HasFilter ? "rows_hidden.filtered" : "rows_hidden", _hiddenRows),
                [Include, Exclude], GetChoice);
        foreach (var (id, unit, isKnown) in _units.GetDoubtful())
            yield return CreateQuestion(
                id, "unit_unclear", unit.Cell!,
                MessageArgument.Message(
                    isKnown ? "unit_unclear.remark" : "unit_unclear", CellParser.Truncate(unit.Text)),
                (string[])(isKnown ? [unit.Text, SheetColumns.Ignore] : [SheetColumns.Ignore]),
                choice => (choice, choice == SheetColumns.Ignore
                    ? MessageArgument.Message("choice.ignore_unit")
                    : MessageArgument.Message("choice.unit", choice)));
        if (_needsPeriod && CreatePeriodQuestion() is { } period) yield return period;
        if (CreateBasisQuestion() is { } basis) yield return basis;
    }

    private void FindHeader(SpreadsheetRow row, SpreadsheetRow? next)
    {
        var recognized = SheetColumns.RecognizeForm(row, next, context);
        if (IsTemplateSheet && recognized is null) return;
        if (recognized is { } form && form != context.Form)
        {
            (_otherForm, _otherFormHeader) = (form, row);
            return;
        }
        if (SheetColumns.ParseHeader(row, next, context) is not { } columns)
        {
            _titles.Add(row);
            return;
        }
        _periods = new(sheet, _titles, columns, context);
        _columns = columns.With(_units.ReadHeader(_titles, columns), _periods.Period, _periods.Basis);
        _headerLines.Add(ReadTitles(columns.Header, columns));
        if (columns.Second is { } second) _headerLines.Add(ReadTitles(second, columns));
    }

    private ImportQuestion? CreatePeriodQuestion()
    {
        string[] choices = [.. _periods!.Choices.Select(choice => choice.Text)];
        if (choices.Length < 2 || context.GetAnswer(_periods.QuestionId, choices) is not null) return null;
        var cell = _periods.Choices.Select(_periods.GetCell).FirstOrDefault(cell => cell is not null);
        return CreateQuestion(
            _periods.QuestionId, "period_differs", cell ?? _columns!.Header.GetAddress(0),
            choices.Length == 2 && choices[1] == context.RequestedPeriod?.Text
                ? MessageArgument.Message("period_differs", choices[0], choices[1])
                : MessageArgument.Message("period_differs.several", string.Join('、', choices)),
            choices, choice => (choice, choice));
    }

    // 累计 above the header, or as a title beside it without data.
    private ImportQuestion? CreateBasisQuestion()
    {
        var header = _columns!.Header;
        var label = _columns.Unread.FirstOrDefault(column => !_columnsWithData.Contains(column.Index)
            && ImportFields.FindByTitle(CellParser.NormalizeTitle(column.Title)) == ImportFields.Ytd);
        return label is null && !_periods!.NamesYtd
            || context.GetAnswer(_periods!.BasisQuestionId, "ytd", "period") is not null
                ? null
                : CreateQuestion(
                    _periods.BasisQuestionId, "basis_unclear",
                    label is null && _periods.YtdCell is { } cell ? cell : header.GetAddress(label?.Index ?? 0),
                    MessageArgument.Message("basis_unclear"), ["ytd", "period"],
                    choice => (choice, MessageArgument.Message(choice == "ytd" ? "choice.ytd" : "choice.period")));
    }

    // Unread columns with a title, and columns without one, if a row has data in them.
    private IEnumerable<UnreadColumn> GetUnreadWithData() =>
        _columnsWithData.Order()
            .Where(index => !_columns!.All.Any(column => column.Index == index))
            .Select(index => _columns!.Unread.FirstOrDefault(column => column.Index == index)
                ?? new(index, "", null, NeedsConfirmation: true));

    // A column of row numbers with texts in it is more than that.
    private bool HoldsText(UnreadColumn column) =>
        ImportFields.IsRowNumber(CellParser.NormalizeTitle(column.Title))
        && _columnsWithText.Contains(column.Index)
        && context.GetAnswer(SheetColumns.GetQuestionId(sheet, column.Index), SheetColumns.Ignore) is null;

    private ImportQuestion CreateColumnQuestion(string id, UnreadColumn column)
    {
        var canBeValue = ColumnTitle.CanBeValue(column.Title, context);
        var free = ImportFields.GetReadFields(context.Form)
            .Where(field => _columns![field] is null
                && (canBeValue || field is not (ImportFields.Value or ImportFields.Ytd)))
            .ToList();
        var similar = column.Similar is { } field && free.Contains(field) ? field : null;
        string[] choices =
        [
            .. similar is null ? (string[])[] : [similar],
            SheetColumns.Ignore,
            .. free.Where(other => other != similar),
        ];
        var key = column.Title.Length == 0 ? "column_unclear.untitled"
            : similar is null ? "column_unclear"
            : "column_unclear.similar";
        return CreateQuestion(
            id, "column_unclear", _columns!.Header.GetAddress(column.Index),
            MessageArgument.Message(
                key, SpreadsheetRow.GetColumnLetters(column.Index), CellParser.Truncate(column.Title),
                similar is null ? "" : ImportFields.GetTitle(similar)),
            choices,
            choice => (choice, choice == SheetColumns.Ignore
                ? MessageArgument.Message("choice.ignore")
                : ImportFields.GetTitle(choice)));
    }

    private ImportQuestion CreateQuestion<T>(
        string id, string code, string cell, MessageArgument message, IEnumerable<T> choices,
        Func<T, (string Value, MessageArgument Text)> describe) =>
        ImportQuestion.Create(id, code, sheet, cell, message, choices, describe);

    private static (string, MessageArgument) GetChoice(string choice) =>
        (choice, MessageArgument.Message(choice == Include ? "choice.include" : "choice.exclude"));

    private static MessageArgument FormName(ImportForm form) => MessageArgument.Message(form switch
    {
        ImportForm.Events => "form.events",
        ImportForm.Series => "form.series",
        _ => "form.history",
    });

    private string? GetSkippedKind(SpreadsheetRow row) =>
        _headerLines.Any(titles => IsHeader(row, titles)) ? "header"
        : RowWords.IsTotal(row, _columns!, context.Names) ? "total"
        : RowWords.IsRemark(row, _columns!) ? "remark"
        : null;

    private static (int Index, string Title)[] ReadTitles(SpreadsheetRow header, SheetColumns columns) =>
    [
        .. columns.All.Select(column =>
            (column.Index, CellParser.NormalizeTitle(header[column.Index].Text ?? ""))),
    ];

    // A row that repeats the titles of all columns that it fills.
    private static bool IsHeader(SpreadsheetRow row, (int Index, string Title)[] titles)
    {
        var repeatsAny = false;
        foreach (var (index, title) in titles)
        {
            if (row[index].IsBlank) continue;
            if (CellParser.NormalizeTitle(row[index].Text!) != title) return false;
            repeatsAny = true;
        }
        return repeatsAny;
    }

    private static string GetFirstText(SpreadsheetRow row) => row.Cells.First(cell => !cell.IsBlank).Text!.Trim();
}
