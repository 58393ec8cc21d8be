using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads the rows of a form as what people mean by them; what cannot be meant is refused with its cell and the remedy.</summary>
internal sealed class RowReader(ReferenceSnapshot reference, Form form, string? ownCity, ReportingPeriod? asked, string source, DateOnly today)
{
    // A decimal drops its zeros when it is divided by one with all of them.
    private const decimal One = 1.0000000000000000000000000000m;

    private readonly RowNames _names = new(reference, ownCity);
    private readonly EventValidator _admission = new(reference);

    public RowReading Read(GridRow row, SheetColumns columns)
    {
        var reading = new RowReading(row, columns);
        foreach (var column in columns.All)
            if (row[column.At].Kind == CellKind.Formula)
                reading.Refuse(column.Field, "formula", "这一格是公式：请复制后用“粘贴为数值”。", column.At);
        if (reading.Problems.Count > 0) return reading;

        var (city, metric) = (_names.City(reading), _names.Metric(reading));
        var unit = city is null ? null : _names.Unit(reading, city);
        var common = EventInput.From(_ => null) with
        {
            Id = "-",
            Source = source,
            City = city?.Code,
            Unit = unit?.Code,
            Metric = metric?.Code,
            Basis = Basis(reading),
            Weight = Weight(reading),
            Campaign = _names.Campaign(reading),
            Ref = reading[FormFields.Ref],
            Note = reading[FormFields.Note],
            Qualifier = reading[FormFields.Qualifier] switch { null => null, "余" or "超" => "over", "约" => "about", var word => word },
        };
        switch (form)
        {
            case Form.Events:
                Add(reading, common with { Date = Date(reading) }, metric, columns[FormFields.Value]!, null, isNeeded: true);
                break;
            case Form.Series:
                AddSeries(reading, common, metric);
                break;
            default:
                foreach (var month in columns.Months.Where(month => !row[month.At].IsBlank)) AddMonth(reading, common, metric, month);
                break;
        }
        return reading;
    }

    private void AddSeries(RowReading reading, EventInput common, Metric? metric)
    {
        var (ytd, own) = (reading.SheetColumns[FormFields.Ytd], reading.SheetColumns[FormFields.Value]);
        var filled = new[] { ytd, own }.OfType<SheetColumn>().Where(column => !reading.Row[column.At].IsBlank).ToList();
        // A row that was left blank in a template is not reported, which is no mistake.
        if (filled.Count == 0) return;
        if (filled.Count == 2) reading.Refuse(FormFields.Ytd, "value_twice", "“本期累计”和“当期”只填一个：请删去另一个。");
        if (Period(reading) is not { } period) return;
        if (period.End > today)
        {
            reading.Refuse(FormFields.Period, "period_running", $"这一时期还没有结束：请等到期末，或写明截至哪一天，如 {today:yyyy-MM-dd}。");
            return;
        }
        var isYtd = filled[0] == ytd;
        if (isYtd && metric?.Kind == MetricKind.Mean) reading.Refuse(FormFields.Ytd, "basis_not_for_metric", $"“{metric.Name}”是平均数，没有累计：请填在“当期”栏，并在“权重”栏填件数。");
        else Add(reading, common with { Date = Day(period.End), Basis = isYtd && metric?.Kind == MetricKind.Sum ? "ytd" : null }, metric, filled[0], period);
    }

    private void AddMonth(RowReading reading, EventInput common, Metric? metric, SheetColumn month)
    {
        if ((month.Month!.Value.Year ?? asked?.Start.Year) is not { } year || year < ReportingPeriod.EarliestDay.Year)
        {
            reading.Refuse(FormFields.Value, "year_missing", "表头只写了月份：请写成“2025年1月”的样子，或在上传时选择年份。", month.At);
            return;
        }
        var period = ReportingPeriod.ForMonth(new(year, month.Month.Value.Month, 1));
        Add(reading, common with { Date = Day(period.End), Id = $"-{month.Month.Value.Month}" }, metric, month, period);
    }

    private void Add(RowReading reading, EventInput draft, Metric? metric, SheetColumn column, ReportingPeriod? over, bool isNeeded = false)
    {
        var cell = reading.Row[column.At];
        if (cell.IsBlank)
        {
            if (isNeeded) reading.Refuse(FormFields.Value, "field_missing", "缺少数值：这一格必填，没有发生请填 0。", column.At);
            return;
        }
        if (cell.Kind == CellKind.Date)
        {
            reading.Refuse(FormFields.Value, "number_is_date", "这一格是日期格式：请把单元格格式改为“数值”，核对后重填。", column.At);
            return;
        }
        if (TypedCell.Number(cell.Text!) is not { } number)
        {
            reading.Refuse(FormFields.Value, "number_invalid", $"“{TypedCell.Short(cell.Text!)}”不是数：请只填数字；没有数据请删去这一行或留空，零请填 0。", column.At);
            return;
        }
        if (metric is null || Factor(reading, metric, column, number.Unit) is not { } factor) return;
        var value = number.Value > FixedPoint.MaxValue ? number.Value : number.Value * factor;
        var full = draft with
        {
            Value = (value / One).ToString(CultureInfo.InvariantCulture),
            Qualifier = draft.Qualifier ?? (number.Qualifier == Qualifier.Exact ? null : number.Qualifier.ToString().ToLowerInvariant()),
        };
        // What is wrong with the row has been said; admission would say it again in other words.
        if (full.City is null || full.Date is null) return;
        var (e, refusal) = _admission.Validate(full, today);
        if (e is not null) reading.Values.Add(new(full, e, metric, column.At, over));
        else reading.Refuse(refusal!.Field, refusal.Code, refusal.Message.Replace(refusal.Field, FormFields.TitleOf(refusal.Field), StringComparison.Ordinal), refusal.Field == FormFields.Value ? column.At : null);
    }

    // Written with the number, in its own column, or in the title: where more than one says it, they must say the same.
    private static decimal? Factor(RowReading reading, Metric metric, SheetColumn column, string beside)
    {
        var said = new[] { (Text: beside, column.At), (Text: reading[FormFields.Measure] ?? column.Measure ?? "", reading.SheetColumns[FormFields.Measure]?.At ?? column.At) }.Where(one => one.Text.Length > 0).ToList();
        foreach (var (text, at) in said)
            if (TypedCell.FactorOf(text, metric.Unit) is null)
            {
                reading.Refuse(FormFields.Measure, "unit_mismatch", $"“{metric.Name}”以{metric.Unit}计，不能用“{TypedCell.Short(text)}”：请填{metric.Unit}或万{metric.Unit}，并换算数值。", at);
                return null;
            }
        var factors = said.Select(one => TypedCell.FactorOf(one.Text, metric.Unit)!.Value).Distinct().ToList();
        // 4万 under 笔 is 4万笔; 21.3亿元 under 万元 is nobody knows what.
        if (factors.Count > 1 && factors[1] == 1 && TypedCell.FactorOf(beside, "") is { } scale) return scale;
        if (factors.Count > 1)
        {
            reading.Refuse(FormFields.Value, "unit_twice", $"数值里写了“{TypedCell.Short(said[0].Text)}”，单位栏又写了“{TypedCell.Short(said[1].Text)}”：请只写一处。", column.At);
            return null;
        }
        return factors.Count == 0 ? 1 : factors[0];
    }

    private static string? Date(RowReading reading)
    {
        if (reading[FormFields.Date] is not { } written)
        {
            reading.Refuse(FormFields.Date, "field_missing", "缺少日期：这一格必填，如 2026-04-20。");
            return null;
        }
        if (TypedCell.Day(reading.Row[reading.SheetColumns[FormFields.Date]!.At]) is { } day) return Day(day);
        reading.Refuse(FormFields.Date, "date_invalid", $"“{TypedCell.Short(written)}”不是日期：请写成 2026-04-20 或 2026年4月20日。");
        return null;
    }

    private ReportingPeriod? Period(RowReading reading)
    {
        if (reading[FormFields.Period] is not { } written)
        {
            if (asked is null) reading.Refuse(FormFields.Period, "field_missing", "缺少时期：请填 2026年6月、2026年二季度、2026年，或截至的日期。");
            return asked;
        }
        if (TypedCell.Period(reading.Row[reading.SheetColumns[FormFields.Period]!.At]) is { } period) return period;
        reading.Refuse(FormFields.Period, "period_invalid", $"“{TypedCell.Short(written)}”不是时期：请填 2026年6月、2026年二季度、2026年，或截至的日期。");
        return null;
    }

    private static string? Basis(RowReading reading)
    {
        switch (reading[FormFields.Basis])
        {
            case null or "当期" or "本期" or "当月" or "period": return null;
            case "累计" or "本年累计" or "ytd": return "ytd";
            case var other:
                reading.Refuse(FormFields.Basis, "basis_unknown", $"口径不能是“{TypedCell.Short(other)}”：请填“当期”或“累计”，留空为当期。");
                return null;
        }
    }

    private static string? Weight(RowReading reading)
    {
        if (reading[FormFields.Weight] is not { } written) return null;
        if (TypedCell.Number(written) is ({ } count, "" or "件" or "起", Qualifier.Exact)) return (count / One).ToString(CultureInfo.InvariantCulture);
        reading.Refuse(FormFields.Weight, "number_invalid", $"“{TypedCell.Short(written)}”不是件数：请填整数。");
        return null;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
