using System.Text.RegularExpressions;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The period and basis that a sheet tells outside its rows: in its name, above the header, and in the titles of
/// columns with values.
/// </summary>
internal sealed partial class SheetPeriods
{
    private readonly ImportContext _context;
    private readonly string _sheet;
    private readonly bool _isYtd;
    private readonly List<NamedPeriod> _named;

    public SheetPeriods(string sheet, List<SpreadsheetRow> titles, SheetColumns columns, ImportContext context)
    {
        (_sheet, _context) = (sheet, context);
        List<(Cell Cell, DateSystem System, string? Address)> places =
        [
            (new(sheet), DateSystem.Unknown, null),
            .. from row in titles
               from index in Enumerable.Range(0, row.Cells.Count)
               where !row[index].IsBlank
               select (row[index], row.DateSystem, row.GetAddress(index)),
            .. columns.All
                .Where(column => column.Month is null && column.Field is ImportFields.Value or ImportFields.Ytd)
                .Select(column => (
                    new Cell(column.Title), columns.Header.DateSystem, columns.Header.GetAddress(column.Index))),
        ];
        NamesYtd = columns[ImportFields.Ytd] is null
            && columns[ImportFields.Basis] is null
            && places.Exists(NamesYtdAt);
        YtdCell = places.Find(NamesYtdAt).Address;
        Basis = context.GetAnswer(BasisQuestionId, "ytd", "period") ?? (NamesYtd ? "ytd" : null);
        _isYtd = columns[ImportFields.Value] is null || Basis == "ytd";
        var requested = context.RequestedPeriod;
        // 八月份 is a month of the year that another place names.
        var year = (requested ?? FindAll(null).FirstOrDefault()?.Period)?.Start.Year;
        var named = FindAll(year).ToList();
        if (context.Form == ImportForm.History)
            (named, requested) = (
                [.. named.Select(found => found with { Period = GetYear(found.Period), IsVague = false })],
                requested is null ? null : GetYear(requested));
        var precise = named.Where(found => !found.IsVague).Select(found => found.Period)
            .Concat(requested is null ? [] : [requested]).ToList();
        _named = context.Form == ImportForm.Events ? [] :
        [
            .. named.Where(found => !found.IsVague
                || (found.Period.Kind == PeriodKind.YearToDate
                    ? !precise.Exists(other => other.End == found.Period.End)
                    // A year alone is no period, but the one of another period.
                    : precise.Count > 0 && !precise.Exists(other => other.Start.Year == found.Period.Start.Year))),
        ];
        Choices = GetDistinct(_named.Select(found => found.Period).Concat(requested is null ? [] : [requested]));
        Period = Choices.Find(choice => context.GetAnswer(QuestionId, choice.Text) is not null)
            ?? (context.Form == ImportForm.History ? requested : context.RequestedPeriod)
            ?? _named.FirstOrDefault()?.Period;

        static bool NamesYtdAt((Cell Cell, DateSystem, string?) place) =>
            YtdPattern().IsMatch(CellParser.NormalizeTitle(place.Cell.Text!));

        IEnumerable<NamedPeriod> FindAll(int? assumedYear) =>
            from place in places
            from found in PeriodText.FindInTitle(place.Cell, place.System, assumedYear)
            select new NamedPeriod(found.Period, place.Address, found.IsVague);
    }

    public string QuestionId => $"period:{_sheet}";

    public string BasisQuestionId => $"basis:{_sheet}";

    /// <summary>The period of rows that name none; null if there is none.</summary>
    public ReportingPeriod? Period { get; }

    /// <summary>The periods that differ, with the one given with the upload.</summary>
    public List<ReportingPeriod> Choices { get; }

    /// <summary>True if a title says 累计, but no column does.</summary>
    public bool NamesYtd { get; }

    /// <summary>The cell of that title; null if it is the name of the sheet.</summary>
    public string? YtdCell { get; }

    /// <summary>The basis of rows that name none: <c>ytd</c>, <c>period</c>, or null if nothing tells it.</summary>
    public string? Basis { get; }

    /// <summary>The cell that names a period; null for the name of the sheet and the upload.</summary>
    public string? GetCell(ReportingPeriod period) => _named.Find(found => IsSame(found.Period, period))?.Cell;

    private List<ReportingPeriod> GetDistinct(IEnumerable<ReportingPeriod> periods)
    {
        var distinct = new List<ReportingPeriod>();
        foreach (var period in periods)
            if (!distinct.Exists(other => IsSame(other, period))) distinct.Add(period);
        return distinct;
    }

    // The year to date ends with August in both 2026年8月 and 2026年1-8月.
    private bool IsSame(ReportingPeriod one, ReportingPeriod other) =>
        one == other || (_isYtd && _context.Form == ImportForm.Series && one.End == other.End);

    private static ReportingPeriod GetYear(ReportingPeriod period) => ReportingPeriod.ForYear(period.Start.Year);

    private sealed record NamedPeriod(ReportingPeriod Period, string? Cell, bool IsVague);

    [GeneratedRegex("(?<!上期|上年|上年同期|去年|去年同期)累计|年初至今")]
    private static partial Regex YtdPattern();
}
