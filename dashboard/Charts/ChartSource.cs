using System.Globalization;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The texts, moment and settings of the pages from which the content of a picture is made.</summary>
internal sealed record ChartSource(ChartTexts Texts, ChartMoment Moment, PagesOptions Pages, bool IsDemo)
{
    private const string Separator = " · ";

    /// <summary>Creates the texts around a chart of one metric.</summary>
    /// <param name="title">The title.</param>
    /// <param name="subtitle">Parts of the line below it; blank ones are left out.</param>
    /// <param name="notes">Notes above the time of the data.</param>
    /// <param name="definition">Definition and source.</param>
    /// <param name="empty">The text in place of the chart; null if there is something to draw.</param>
    public ChartFrame CreateFrame(
        MessageArgument title, IEnumerable<string> subtitle, IEnumerable<string> notes, string definition,
        string? empty) => new(
            Texts.Format(title),
            string.Join(Separator, subtitle.Where(part => part.Length > 0)),
            [.. notes.Where(note => note.Length > 0), DescribeMoment(), definition],
            empty,
            IsDemo ? Texts.Format(MessageArgument.Message("chart.demo")) : null);

    /// <summary>Returns the text in place of a chart without data.</summary>
    public string DescribeEmpty(Metric metric, ReportingPeriod period, ReferenceSnapshot reference) =>
        Texts.Format(MessageArgument.Message(
            "chart.empty", Texts.Period(period, reference), Texts.Name(metric)));

    /// <summary>Returns the unit of a column as a part of the subtitle.</summary>
    public string DescribeUnit(ColumnFormat format) => format.Unit.Length == 0
        ? ""
        : Texts.Format(MessageArgument.Message("chart.unit", format.Unit));

    // 数据截至 2026年6月30日 24:00 · 位置 1,234
    private string DescribeMoment()
    {
        var at = Moment switch
        {
            { AsOf: { } asOf } when DateOnly.TryParseExact(
                asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                PeriodFormatter.FormatDay(day, Texts.Language) + " 24:00",
            { KnownAt: { } known } => Texts.Moment(known),
            _ => PeriodFormatter.FormatDay(Moment.Point.Day, Texts.Language),
        };
        return Texts.Format(MessageArgument.Message(
            "chart.as_of", at, Moment.Point.Position.ToString(CultureInfo.InvariantCulture)));
    }
}
