using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Parses rows of a form into events; an invalid cell becomes a problem with its address and remedy.</summary>
internal sealed class RowReader(
    ReferenceSnapshot reference, ImportForm form, string? ownCity, ReportingPeriod? requestedPeriod, string source,
    DateOnly today)
{
    // Dividing a decimal by 1 with 28 zeros removes its trailing zeros.
    internal const decimal NormalizingDivisor = 1.0000000000000000000000000000m;

    private readonly RowNameResolver _names = new(reference, ownCity);
    private readonly EventValidator _validator = new(reference);

    public ParsedRow Read(SpreadsheetRow row, SheetColumns columns)
    {
        var parsed = new ParsedRow(row, columns);
        foreach (var column in columns.All)
            if (row[column.Index].Kind == CellKind.Formula)
                parsed.AddProblem(ValidationError.Create("formula", column.Field), column.Index);
        if (parsed.Problems.Count > 0) return parsed;

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
            Ref = parsed[ImportFields.Ref],
            Note = parsed[ImportFields.Note],
            Qualifier = parsed[ImportFields.Qualifier] switch
            {
                null => null,
                "余" or "超" => "over",
                "约" => "about",
                var word => word,
            },
        };
        switch (form)
        {
            case ImportForm.Events:
                AddValue(
                    parsed, common with { Date = ReadDate(parsed) }, metric, columns[ImportFields.Value]!, null,
                    isRequired: true);
                break;
            case ImportForm.Series:
                AddSeries(parsed, common, metric);
                break;
            default:
                foreach (var month in columns.MonthColumns.Where(month => !row[month.Index].IsBlank))
                    AddMonth(parsed, common, metric, month);
                break;
        }
        return parsed;
    }

    private void AddSeries(ParsedRow parsed, EventInput common, Metric? metric)
    {
        var (ytd, current) = (parsed.SheetColumns[ImportFields.Ytd], parsed.SheetColumns[ImportFields.Value]);
        var filled = new[] { ytd, current }
            .OfType<SheetColumn>()
            .Where(column => !parsed.Row[column.Index].IsBlank)
            .ToList();
        // A blank row of a template is not reported, which is no error.
        if (filled.Count == 0) return;
        if (filled.Count == 2) parsed.AddProblem(ValidationError.Create("value_twice", ImportFields.Ytd));
        if (ReadPeriod(parsed) is not { } period) return;
        if (period.End > today)
        {
            parsed.AddProblem(ValidationError.Create("period_running", ImportFields.Period, today));
            return;
        }
        var isYtd = filled[0] == ytd;
        if (isYtd && metric?.Kind == MetricKind.Mean)
            parsed.AddProblem(ValidationError.Create(
                "basis_not_for_metric.mean", ImportFields.Ytd, MessageArgument.Name(metric.Name, metric.NameEn)));
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
        if ((month.Month!.Value.Year ?? requestedPeriod?.Start.Year) is not { } year
            || year < ReportingPeriod.EarliestDay.Year)
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
        if (cell.IsBlank)
        {
            if (isRequired)
                parsed.AddProblem(ValidationError.Create("field_missing.value", ImportFields.Value), column.Index);
            return;
        }
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
        if (metric is null || ResolveFactor(parsed, metric, column, number.Unit) is not { } factor) return;
        var value = number.Value > FixedPoint.MaxValue ? number.Value : number.Value * factor;
        var input = template with
        {
            Value = (value / NormalizingDivisor).ToString(CultureInfo.InvariantCulture),
            Qualifier = template.Qualifier
                ?? (number.Qualifier == Qualifier.Exact ? null : number.Qualifier.ToString().ToLowerInvariant()),
        };
        // The problem is already recorded; the validator would report it again.
        if (input.City is null || input.Date is null) return;
        var (e, error) = _validator.Validate(input, today);
        if (e is not null) parsed.Values.Add(new(input, e, metric, column.Index, period));
        else
        {
            var title = ImportFields.GetTitle(error!.Field);
            parsed.AddProblem(
                error with { Arguments = [.. error.Arguments.Select(item => item.Text == error.Field ? title : item)] },
                error.Field == ImportFields.Value ? column.Index : null);
        }
    }

    // The unit may stand with the number, in its own column or in the title; several units must agree.
    private static decimal? ResolveFactor(ParsedRow parsed, Metric metric, SheetColumn column, string numberUnit)
    {
        var columnUnit = parsed[ImportFields.MeasureUnit] ?? column.MeasureUnit ?? "";
        var unitColumn = parsed.SheetColumns[ImportFields.MeasureUnit]?.Index ?? column.Index;
        List<(string Text, int Index)> units =
            [.. new[] { (numberUnit, column.Index), (columnUnit, unitColumn) }.Where(unit => unit.Item1.Length > 0)];
        foreach (var (text, columnIndex) in units)
            if (CellParser.FindFactor(text, metric.Unit) is null)
            {
                parsed.AddProblem(ValidationError.Create(
                        "unit_mismatch", ImportFields.MeasureUnit,
                        MessageArgument.Name(metric.Name, metric.NameEn), metric.Unit, CellParser.Truncate(text)),
                    columnIndex);
                return null;
            }
        var factors = units.Select(unit => CellParser.FindFactor(unit.Text, metric.Unit)!.Value).Distinct().ToList();
        // 4万 under 笔 is 4万笔; 21.3亿元 under 万元 is ambiguous.
        if (factors.Count > 1 && factors[1] == 1 && CellParser.FindFactor(numberUnit, "") is { } scale) return scale;
        if (factors.Count > 1)
        {
            parsed.AddProblem(ValidationError.Create(
                "unit_twice", ImportFields.Value,
                CellParser.Truncate(units[0].Text), CellParser.Truncate(units[1].Text)),
                column.Index);
            return null;
        }
        return factors.Count == 0 ? 1 : factors[0];
    }

    private static string? ReadDate(ParsedRow parsed)
    {
        if (parsed[ImportFields.Date] is not { } text)
        {
            parsed.AddProblem(ValidationError.Create("field_missing.date", ImportFields.Date));
            return null;
        }
        if (CellParser.ParseDate(parsed.Row[parsed.SheetColumns[ImportFields.Date]!.Index]) is { } day)
            return FormatDate(day);
        parsed.AddProblem(ValidationError.Create("date_invalid.cell", ImportFields.Date, CellParser.Truncate(text)));
        return null;
    }

    private ReportingPeriod? ReadPeriod(ParsedRow parsed)
    {
        if (parsed[ImportFields.Period] is not { } text)
        {
            if (requestedPeriod is null)
                parsed.AddProblem(ValidationError.Create("field_missing.period", ImportFields.Period));
            return requestedPeriod;
        }
        if (CellParser.ParsePeriod(parsed.Row[parsed.SheetColumns[ImportFields.Period]!.Index]) is { } period)
            return period;
        parsed.AddProblem(ValidationError.Create(
            "period_invalid.cell", ImportFields.Period, CellParser.Truncate(text)));
        return null;
    }

    private static string? ReadBasis(ParsedRow parsed)
    {
        switch (parsed[ImportFields.Basis])
        {
            case null or "当期" or "本期" or "当月" or "period": return null;
            case "累计" or "本年累计" or "ytd": return "ytd";
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
            return (count / NormalizingDivisor).ToString(CultureInfo.InvariantCulture);
        parsed.AddProblem(ValidationError.Create(
            "number_invalid.weight", ImportFields.Weight, CellParser.Truncate(text)));
        return null;
    }

    private static string FormatDate(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
