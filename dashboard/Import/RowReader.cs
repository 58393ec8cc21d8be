using System.Globalization;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Parses rows of a form into events; an invalid cell becomes a problem with its address and remedy.</summary>
internal sealed partial class RowReader(
    ReferenceSnapshot reference, ImportContext context, string? ownCity, string source, DateOnly today)
{
    private readonly RowNameResolver _names = new(reference, context.Names, context.Units, ownCity);
    private readonly UnitResolver _units = new(context.Units);
    private readonly EventValidator _validator = new(reference);

    public ParsedRow Read(SpreadsheetRow row, SheetColumns columns)
    {
        var parsed = new ParsedRow(row, columns);
        if (row.Sheet.Length == 0 && FindSplitCell(row, columns) is var (index, error))
        {
            parsed.AddProblem(error, index);
            return parsed;
        }
        foreach (var column in columns.All)
            if (row[column.Index].Kind is CellKind.Formula or CellKind.Error)
                parsed.AddProblem(
                    ValidationError.Create(
                        row[column.Index].Kind == CellKind.Formula ? "formula" : "cell_error", column.Field),
                    column.Index);

        var (city, metric) = (_names.ResolveCity(parsed), _names.ResolveMetric(parsed));
        var unit = city is null ? null : _names.ResolveUnit(parsed, city);
        var common = EventInput.From(_ => null) with
        {
            Id = "-",
            Source = source,
            City = city?.Code,
            Unit = unit?.Code,
            Metric = metric?.Code,
            Basis = ReadBasis(parsed),
            Weight = ReadWeight(parsed),
            Campaign = _names.ResolveCampaign(parsed),
            Ref = parsed.GetText(ImportFields.Ref) is { } text ? CellParser.RemoveInvisible(text) : null,
            Note = parsed.GetText(ImportFields.Note),
            Qualifier = parsed[ImportFields.Qualifier] switch
            {
                null => null,
                "余" or "超" => "over",
                "约" => "about",
                var word => word,
            },
        };
        switch (context.Form)
        {
            case ImportForm.Events:
                AddValue(
                    parsed, common with { Date = FormatDate(PeriodCell.ReadDate(parsed)) }, metric,
                    columns[ImportFields.Value]!, null, isRequired: true);
                break;
            case ImportForm.Series:
                AddSeries(parsed, common, metric);
                break;
            default:
                foreach (var month in columns.MonthColumns.Where(month => !IsBlankValue(parsed, month)))
                    AddMonth(parsed, common, metric, month);
                break;
        }
        return parsed;
    }

    // A cell that a comma split: more cells than the header, or 1 and 234 side by side for 1,234.
    private static (int Column, ValidationError Error)? FindSplitCell(SpreadsheetRow row, SheetColumns columns)
    {
        var width = columns.Width;
        for (var index = width; index < row.Cells.Count; index++)
            if (!row[index].IsBlank)
                return (index, ValidationError.Create(
                    "row_longer", ImportFields.Value, row.Cells.Count, width, CellParser.Truncate(row[index].Text!)));
        foreach (var column in columns.All.Where(column => column.Field is ImportFields.Value or ImportFields.Ytd))
            if (!row[column.Index].IsBlank
                && !row[column.Index + 1].IsBlank
                && CellParser.Normalize(row[column.Index].Text!) is var value
                && CellParser.Normalize(row[column.Index + 1].Text!) is var next
                && ThousandsPattern().IsMatch(value)
                && HundredsPattern().IsMatch(next)
                // In a full row of months, 1 and 234 may be two values.
                && !(columns.All.Any(other => other.Index == column.Index + 1 && other.Month is not null)
                    && row.Cells.Count == width))
                return (column.Index, ValidationError.Create("thousands_split", ImportFields.Value, value, next));
        return null;
    }

    // A value of a merged cell belongs to several rows, and is reported for none of them but the first.
    private static bool IsBlankValue(ParsedRow parsed, SheetColumn column)
    {
        if (!parsed.Row[column.Index].IsBlank) return false;
        if (!parsed.Row.GetMerged(column.Index).IsBlank)
            parsed.AddProblem(ValidationError.Create("value_merged", ImportFields.Value), column.Index);
        return true;
    }

    private void AddSeries(ParsedRow parsed, EventInput common, Metric? metric)
    {
        var columns = parsed.SheetColumns;
        var (ytd, current) = (columns[ImportFields.Ytd], columns[ImportFields.Value]);
        var filled = new[] { ytd, current }
            .OfType<SheetColumn>()
            .Where(column => !IsBlankValue(parsed, column))
            .ToList();
        // A blank row of a template is not reported, which is no error.
        if (filled.Count == 0) return;
        if (filled.Count == 2) parsed.AddProblem(ValidationError.Create("value_twice", ImportFields.Ytd));
        var isYtd = filled[0] == ytd || columns.Basis == "ytd";
        if (PeriodCell.ReadPeriod(parsed, filled[0], isYtd) is not { } period) return;
        if (period.End > today)
        {
            parsed.AddProblem(ValidationError.Create("period_running", ImportFields.Period, today));
            return;
        }
        if (isYtd && metric?.Kind == MetricKind.Mean)
            parsed.AddProblem(ValidationError.Create(
                "basis_not_for_metric.mean", ImportFields.Ytd, MessageArgument.Name(metric.Name, metric.NameEn)),
                filled[0].Index);
        else
            AddValue(
                parsed,
                common with
                {
                    Date = FormatDate(period.End),
                    Basis = isYtd && metric?.Kind == MetricKind.Sum ? "ytd" : null,
                },
                metric, filled[0], period);
    }

    private void AddMonth(ParsedRow parsed, EventInput common, Metric? metric, SheetColumn month)
    {
        if ((month.Month!.Value.Year ?? parsed.SheetColumns.Period?.Start.Year) is not { } year)
        {
            parsed.AddProblem(ValidationError.Create("year_missing", ImportFields.Value), month.Index);
            return;
        }
        var period = ReportingPeriod.ForMonth(new(year, month.Month.Value.Month, 1));
        AddValue(
            parsed, common with { Date = FormatDate(period.End), Id = $"-{month.Month.Value.Month}" }, metric, month,
            period);
    }

    private void AddValue(
        ParsedRow parsed, EventInput template, Metric? metric, SheetColumn column, ReportingPeriod? period,
        bool isRequired = false)
    {
        var cell = parsed.Row[column.Index];
        if (IsBlankValue(parsed, column))
        {
            if (isRequired && parsed.Row.GetMerged(column.Index).IsBlank)
                parsed.AddProblem(ValidationError.Create("field_missing.value", ImportFields.Value), column.Index);
            return;
        }
        if (cell.Kind is CellKind.Formula or CellKind.Error) return;
        if (cell.Kind == CellKind.Date)
        {
            parsed.AddProblem(ValidationError.Create("number_is_date", ImportFields.Value), column.Index);
            return;
        }
        if (CellParser.ParseNumber(cell.Text!) is not { } number)
        {
            parsed.AddProblem(ValidationError.Create(
                "number_invalid.value", ImportFields.Value, CellParser.Truncate(cell.Text!)), column.Index);
            return;
        }
        if (metric is null || _units.ResolveFactor(parsed, metric, column, number.Unit) is not { } factor) return;
        var value = number.Value > FixedPoint.MaxValue ? number.Value : number.Value * factor;
        var input = template with
        {
            Value = value.TrimZeros().ToString(CultureInfo.InvariantCulture),
            Qualifier = template.Qualifier
                ?? (number.Qualifier == Qualifier.Exact ? null : number.Qualifier.ToString().ToLowerInvariant()),
        };
        // The problem is already recorded; the validator would report it again.
        if (input.City is null || input.Date is null) return;
        var (e, error) = _validator.Validate(input, today);
        if (e is not null && !UnitResolver.FitsUnit(e.Value, metric))
            parsed.AddProblem(ValidationError.Create(
                "value_not_whole", ImportFields.Value, MessageArgument.Name(metric.Name, metric.NameEn), metric.Unit,
                e.Value), column.Index);
        else if (e is not null) parsed.Values.Add(new(input, e, metric, column.Index, period));
        else
        {
            var title = ImportFields.GetTitle(error!.Field);
            parsed.AddProblem(
                error with { Arguments = [.. error.Arguments.Select(item => item.Text == error.Field ? title : item)] },
                error.Field == ImportFields.Value || parsed.SheetColumns[error.Field] is null ? column.Index : null);
        }
    }

    private static string? ReadBasis(ParsedRow parsed)
    {
        switch (parsed[ImportFields.Basis])
        {
            case null: return parsed.SheetColumns.Basis == "ytd" ? "ytd" : null;
            case "当期" or "当期数" or "当期值" or "本期" or "本期数" or "当月" or "本月" or "本月数" or "period": return null;
            case "累计" or "累计数" or "累计值" or "本年累计" or "本期累计" or "年初至今" or "ytd": return "ytd";
            case var unknown:
                parsed.AddProblem(ValidationError.Create(
                    "basis_unknown.cell", ImportFields.Basis, CellParser.Truncate(unknown)));
                return null;
        }
    }

    private static string? ReadWeight(ParsedRow parsed)
    {
        if (parsed[ImportFields.Weight] is not { } text) return null;
        if (CellParser.ParseNumber(text) is ({ } count, "" or "件" or "起", Qualifier.Exact))
            return count.TrimZeros().ToString(CultureInfo.InvariantCulture);
        parsed.AddProblem(ValidationError.Create(
            "number_invalid.weight", ImportFields.Weight, CellParser.Truncate(text)));
        return null;
    }

    [GeneratedRegex("^(约|近|[+-])?[0-9]{1,3}$")]
    private static partial Regex ThousandsPattern();

    [GeneratedRegex("^[0-9]{3}([^0-9]|$)")]
    private static partial Regex HundredsPattern();

    private static string? FormatDate(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
