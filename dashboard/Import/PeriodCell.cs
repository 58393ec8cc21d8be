using System.Globalization;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads the date or period of a row; a cell that may mean two is refused.</summary>
internal static partial class PeriodCell
{
    /// <summary>Reads the date of an event; null, with a problem on the row, if there is none.</summary>
    public static DateOnly? ReadDate(ParsedRow parsed)
    {
        if (parsed.GetCell(ImportFields.Date) is not { } cell)
        {
            parsed.AddProblem(ValidationError.Create("field_missing.date", ImportFields.Date));
            return null;
        }
        var system = parsed.Row.DateSystem;
        // A date shown as a month or a year has no day.
        if (cell.Format?.Date is null or DatePrecision.Day && CellParser.ParseDate(cell, system) is { } day) return day;
        parsed.AddProblem(ValidationError.Create("date_invalid.cell", ImportFields.Date, Show(cell, system)));
        return null;
    }

    /// <summary>
    /// Reads the period of a value, in the row or else of the sheet; null, with a problem on the row, if there is none
    /// or if it does not fit the basis of the value.
    /// </summary>
    public static ReportingPeriod? ReadPeriod(ParsedRow parsed, SheetColumn value, bool isYtd)
    {
        if (parsed.GetCell(ImportFields.Period) is not { } cell)
        {
            var sheetPeriod = parsed.SheetColumns.Period;
            if (sheetPeriod is null)
                parsed.AddProblem(ValidationError.Create("field_missing.period", ImportFields.Period));
            else if (isYtd || sheetPeriod.Kind != PeriodKind.YearToDate) return sheetPeriod;
            else parsed.AddProblem(
                ValidationError.Create("period_unclear.ytd", ImportFields.Period, sheetPeriod.Text), value.Index);
            return null;
        }
        var system = parsed.Row.DateSystem;
        var shown = Show(cell, system);
        if (IsAmbiguousMonth(cell, system)) return Reject("period_unclear.number");
        if (CellParser.ParsePeriod(cell, system) is not { } period) return Reject("period_invalid.cell");
        if (period.Kind != PeriodKind.YearToDate) return period;
        if (CellParser.ParseDate(cell, system) is not { } day) return isYtd ? period : Reject("period_unclear.ytd");
        // The first of a month is a typed month as often as a day.
        if (!isYtd) return day.Day > 1 ? ReportingPeriod.ForDay(day) : Reject("period_unclear");
        return day.Day > 1 || (cell.Kind == CellKind.Text && shown.Contains('日', StringComparison.Ordinal))
            ? period
            : Reject("period_unclear.day");

        ReportingPeriod? Reject(string key)
        {
            parsed.AddProblem(ValidationError.Create(key, ImportFields.Period, shown));
            return null;
        }
    }

    /// <summary>
    /// Returns true for the number 2026.1, which may be typed 2026.10: a number has no zeros at its end, nor has the
    /// CSV file that a spreadsheet saves.
    /// </summary>
    public static bool IsAmbiguousMonth(Cell cell, DateSystem system) =>
        !cell.IsBlank
        && (cell.Kind == CellKind.Number && NumberMonthPattern().IsMatch(cell.Text!)
            || system == DateSystem.Unknown && JanuaryPattern().IsMatch(CellParser.Normalize(cell.Text!)));

    /// <summary>Returns true for a cell that names a period and no day: 2026年8月, 202608.</summary>
    public static bool NamesPeriod(Cell cell) =>
        !cell.IsBlank
        && (cell.Kind == CellKind.Date
            ? cell.Format?.Date is DatePrecision.Month or DatePrecision.Quarter or DatePrecision.Year
            : PeriodText.Parse(cell.Text!) is { Kind: not PeriodKind.Day });

    // A date as its number format shows it, else the text.
    private static string Show(Cell cell, DateSystem system) =>
        cell.Kind == CellKind.Text
        || IsAmbiguousMonth(cell, system)
        || CellParser.ParseDate(cell, system) is not { } day
            ? CellParser.Truncate(CellParser.Normalize(cell.Text!))
            : day.ToString(
                cell.Format?.Date switch
                {
                    DatePrecision.Year => "yyyy年",
                    DatePrecision.Quarter => $"yyyy年{(day.Month + 2) / 3}季度",
                    DatePrecision.Month => "yyyy年M月",
                    _ => "yyyy-MM-dd",
                },
                CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[0-9]{4}\.[0-9]{1,2}$")]
    private static partial Regex NumberMonthPattern();

    [GeneratedRegex(@"^[0-9]{4}\.1$")]
    private static partial Regex JanuaryPattern();
}
