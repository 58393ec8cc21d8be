using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads the rows of a form as what people mean by them; what cannot be meant is refused with its cell and the remedy.</summary>
internal sealed class RowReader(ReferenceSnapshot reference, ImportForm form, string? ownCity, ReportingPeriod? asked, string source, DateOnly today)
{
    // A decimal drops its zeros when it is divided by one with all of them.
    private const decimal NormalizingDivisor = 1.0000000000000000000000000000m;

    private readonly RowNameResolver _names = new(reference, ownCity);
    private readonly EventValidator _validator = new(reference);

    public ParsedRow Read(SpreadsheetRow row, SheetColumns columns)
    {
        var reading = new ParsedRow(row, columns);
        foreach (var column in columns.All)
            if (row[column.Index].Kind == CellKind.Formula)
                reading.AddProblem(ValidationError.Create("formula", column.Field), column.Index);
        if (reading.Problems.Count > 0) return reading;

        var (city, metric) = (_names.ResolveCity(reading), _names.ResolveMetric(reading));
        var unit = city is null ? null : _names.ResolveUnit(reading, city);
        var common = EventInput.From(_ => null) with
        {
            Id = "-",
            Source = source,
            City = city?.Code,
            Unit = unit?.Code,
            Metric = metric?.Code,
            Basis = ReadBasis(reading),
            Weight = ReadWeight(reading),
            Campaign = _names.ResolveCampaign(reading),
            Ref = reading[ImportFields.Ref],
            Note = reading[ImportFields.Note],
            Qualifier = reading[ImportFields.Qualifier] switch { null => null, "余" or "超" => "over", "约" => "about", var word => word },
        };
        switch (form)
        {
            case ImportForm.Events:
                AddValue(reading, common with { Date = ReadDate(reading) }, metric, columns[ImportFields.Value]!, null, isNeeded: true);
                break;
            case ImportForm.Series:
                AddSeries(reading, common, metric);
                break;
            default:
                foreach (var month in columns.MonthColumns.Where(month => !row[month.Index].IsBlank)) AddMonth(reading, common, metric, month);
                break;
        }
        return reading;
    }

    private void AddSeries(ParsedRow reading, EventInput common, Metric? metric)
    {
        var (ytd, own) = (reading.SheetColumns[ImportFields.Ytd], reading.SheetColumns[ImportFields.Value]);
        var filled = new[] { ytd, own }.OfType<SheetColumn>().Where(column => !reading.Row[column.Index].IsBlank).ToList();
        // A row that was left blank in a template is not reported, which is no mistake.
        if (filled.Count == 0) return;
        if (filled.Count == 2) reading.AddProblem(ValidationError.Create("value_twice", ImportFields.Ytd));
        if (ReadPeriod(reading) is not { } period) return;
        if (period.End > today)
        {
            reading.AddProblem(ValidationError.Create("period_running", ImportFields.Period, today));
            return;
        }
        var isYtd = filled[0] == ytd;
        if (isYtd && metric?.Kind == MetricKind.Mean) reading.AddProblem(ValidationError.Create("basis_not_for_metric.mean", ImportFields.Ytd, MessageArgument.Name(metric.Name, metric.NameEn)));
        else AddValue(reading, common with { Date = FormatDate(period.End), Basis = isYtd && metric?.Kind == MetricKind.Sum ? "ytd" : null }, metric, filled[0], period);
    }

    private void AddMonth(ParsedRow reading, EventInput common, Metric? metric, SheetColumn month)
    {
        if ((month.Month!.Value.Year ?? asked?.Start.Year) is not { } year || year < ReportingPeriod.EarliestDay.Year)
        {
            reading.AddProblem(ValidationError.Create("year_missing", ImportFields.Value), month.Index);
            return;
        }
        var period = ReportingPeriod.ForMonth(new(year, month.Month.Value.Month, 1));
        AddValue(reading, common with { Date = FormatDate(period.End), Id = $"-{month.Month.Value.Month}" }, metric, month, period);
    }

    private void AddValue(ParsedRow reading, EventInput draft, Metric? metric, SheetColumn column, ReportingPeriod? over, bool isNeeded = false)
    {
        var cell = reading.Row[column.Index];
        if (cell.IsBlank)
        {
            if (isNeeded) reading.AddProblem(ValidationError.Create("field_missing.value", ImportFields.Value), column.Index);
            return;
        }
        if (cell.Kind == CellKind.Date)
        {
            reading.AddProblem(ValidationError.Create("number_is_date", ImportFields.Value), column.Index);
            return;
        }
        if (CellParser.ParseNumber(cell.Text!) is not { } number)
        {
            reading.AddProblem(ValidationError.Create("number_invalid.value", ImportFields.Value, CellParser.Truncate(cell.Text!)), column.Index);
            return;
        }
        if (metric is null || ResolveFactor(reading, metric, column, number.Unit) is not { } factor) return;
        var value = number.Value > FixedPoint.MaxValue ? number.Value : number.Value * factor;
        var full = draft with
        {
            Value = (value / NormalizingDivisor).ToString(CultureInfo.InvariantCulture),
            Qualifier = draft.Qualifier ?? (number.Qualifier == Qualifier.Exact ? null : number.Qualifier.ToString().ToLowerInvariant()),
        };
        // What is wrong with the row has been said; admission would say it again in other words.
        if (full.City is null || full.Date is null) return;
        var (e, refusal) = _validator.Validate(full, today);
        if (e is not null) reading.Values.Add(new(full, e, metric, column.Index, over));
        else
        {
            var title = ImportFields.GetTitle(refusal!.Field);
            reading.AddProblem(
                refusal with { Arguments = [.. refusal.Arguments.Select(one => one.Text == refusal.Field ? title : one)] },
                refusal.Field == ImportFields.Value ? column.Index : null);
        }
    }

    // Written with the number, in its own column, or in the title: where more than one says it, they must say the same.
    private static decimal? ResolveFactor(ParsedRow reading, Metric metric, SheetColumn column, string beside)
    {
        var said = new[] { (Text: beside, column.Index), (Text: reading[ImportFields.MeasureUnit] ?? column.MeasureUnit ?? "", reading.SheetColumns[ImportFields.MeasureUnit]?.Index ?? column.Index) }.Where(one => one.Text.Length > 0).ToList();
        foreach (var (text, at) in said)
            if (CellParser.FindFactor(text, metric.Unit) is null)
            {
                reading.AddProblem(ValidationError.Create("unit_mismatch", ImportFields.MeasureUnit, MessageArgument.Name(metric.Name, metric.NameEn), metric.Unit, CellParser.Truncate(text)), at);
                return null;
            }
        var factors = said.Select(one => CellParser.FindFactor(one.Text, metric.Unit)!.Value).Distinct().ToList();
        // 4万 under 笔 is 4万笔; 21.3亿元 under 万元 is nobody knows what.
        if (factors.Count > 1 && factors[1] == 1 && CellParser.FindFactor(beside, "") is { } scale) return scale;
        if (factors.Count > 1)
        {
            reading.AddProblem(ValidationError.Create("unit_twice", ImportFields.Value, CellParser.Truncate(said[0].Text), CellParser.Truncate(said[1].Text)), column.Index);
            return null;
        }
        return factors.Count == 0 ? 1 : factors[0];
    }

    private static string? ReadDate(ParsedRow reading)
    {
        if (reading[ImportFields.Date] is not { } written)
        {
            reading.AddProblem(ValidationError.Create("field_missing.date", ImportFields.Date));
            return null;
        }
        if (CellParser.ParseDate(reading.Row[reading.SheetColumns[ImportFields.Date]!.Index]) is { } day) return FormatDate(day);
        reading.AddProblem(ValidationError.Create("date_invalid.cell", ImportFields.Date, CellParser.Truncate(written)));
        return null;
    }

    private ReportingPeriod? ReadPeriod(ParsedRow reading)
    {
        if (reading[ImportFields.Period] is not { } written)
        {
            if (asked is null) reading.AddProblem(ValidationError.Create("field_missing.period", ImportFields.Period));
            return asked;
        }
        if (CellParser.ParsePeriod(reading.Row[reading.SheetColumns[ImportFields.Period]!.Index]) is { } period) return period;
        reading.AddProblem(ValidationError.Create("period_invalid.cell", ImportFields.Period, CellParser.Truncate(written)));
        return null;
    }

    private static string? ReadBasis(ParsedRow reading)
    {
        switch (reading[ImportFields.Basis])
        {
            case null or "当期" or "本期" or "当月" or "period": return null;
            case "累计" or "本年累计" or "ytd": return "ytd";
            case var other:
                reading.AddProblem(ValidationError.Create("basis_unknown.cell", ImportFields.Basis, CellParser.Truncate(other)));
                return null;
        }
    }

    private static string? ReadWeight(ParsedRow reading)
    {
        if (reading[ImportFields.Weight] is not { } written) return null;
        if (CellParser.ParseNumber(written) is ({ } count, "" or "件" or "起", Qualifier.Exact)) return (count / NormalizingDivisor).ToString(CultureInfo.InvariantCulture);
        reading.AddProblem(ValidationError.Create("number_invalid.weight", ImportFields.Weight, CellParser.Truncate(written)));
        return null;
    }

    private static string FormatDate(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
