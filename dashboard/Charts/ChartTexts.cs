using System.Globalization;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The texts of a picture in its language, by the rules of the pages.</summary>
internal sealed class ChartTexts(string language)
{
    /// <summary>What stands in place of a value that is not there.</summary>
    public const string None = "—";

    /// <summary>The language.</summary>
    public string Language => language;

    /// <summary>Whether texts are English.</summary>
    public bool IsEnglish => language == ResponseLanguage.English;

    /// <summary>Formats a message.</summary>
    public string Format(MessageArgument message) => MessageFormatter.Format(message, language);

    /// <summary>Chooses the name in the language.</summary>
    public string Name(string chinese, string english) => IsEnglish ? english : chinese;

    /// <inheritdoc cref="Name(string, string)"/>
    public string Name(Metric metric) => Name(metric.Name, metric.NameEn);

    /// <summary>Formats a figure with its unit.</summary>
    public string Figure(decimal value, string unit, Qualifier? qualifier = null) =>
        NumberFormatter.Format(value, unit, language, qualifier);

    /// <summary>Formats a change; a dash without one, with a word if the base is low.</summary>
    public string Change(Comparison? comparison) => comparison switch
    {
        { Points: { } points } => NumberFormatter.FormatPoints(points, language),
        { Percent: { } percent } => (comparison.LowBase == true && Math.Abs(percent) >= 0.05m
            ? Format(MessageArgument.Message("chart.low_base")) + " "
            : "") + NumberFormatter.FormatGrowth(percent),
        _ => None,
    };

    /// <summary>Formats a change of rank: 「▲ 升2位」.</summary>
    public (string Text, int Direction) RankChange(int rank, int? previous) => (previous - rank) switch
    {
        null => (Format(MessageArgument.Message("chart.rank_new")), 0),
        0 => ("– " + Format(MessageArgument.Message("chart.rank_same")), 0),
        > 0 and var by => (Format(MessageArgument.Message("chart.rank_up", by)), 1),
        var by => (Format(MessageArgument.Message("chart.rank_down", -by.Value)), -1),
    };

    /// <summary>Formats a period; a campaign is named.</summary>
    public string Period(ReportingPeriod period, ReferenceSnapshot reference) =>
        period.Campaign is { } id && reference.Campaigns.Find(id) is { } campaign
            ? Name(campaign.Name, campaign.NameEn)
            : PeriodFormatter.Format(period, language);

    /// <summary>Formats a list.</summary>
    public string List(IEnumerable<string> items) => MessageFormatter.JoinList(items, language);

    /// <summary>Names the cities that have not reported; blank if there are none.</summary>
    public string NotReported(IReadOnlyCollection<(string Name, string NameEn)> cities) => cities.Count == 0
        ? ""
        : Format(MessageArgument.Message(
            "chart.not_reported", cities.Count, List(cities.Select(city => Name(city.Name, city.NameEn)))));

    /// <summary>Formats a moment in China.</summary>
    public string Moment(DateTimeOffset moment)
    {
        var china = moment.ToChinaClock();
        return PeriodFormatter.FormatDay(DateOnly.FromDateTime(china), language)
            + china.ToString(" HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>Formats a target: 「目标 30亿元」.</summary>
    public string DescribeGoal(TargetState target, Metric metric)
    {
        var figure = target.Value is { } value
            ? Figure(value, metric.Unit)
            : Format(MessageArgument.Message("chart.target_unknown"));
        return Format((target.Goal, metric.Better) switch
        {
            (Goal.Reach, _) => MessageArgument.Message("chart.target_reach", figure),
            (_, BetterDirection.Lower) => MessageArgument.Message("chart.target_at_most", figure),
            _ => MessageArgument.Message("chart.target_at_least", figure),
        });
    }

    /// <summary>Formats the light of a target as a shape and words: 「■ 低于序时进度」.</summary>
    public string DescribeLight(TargetState target)
    {
        var isReached = target.Goal == Goal.Reach;
        return target.Light switch
        {
            _ when target.Light is not null && isReached && target.Remaining == 0 =>
                "● " + Format(MessageArgument.Message("chart.light_done")),
            TrafficLight.Green => "● " + Format(isReached
                ? MessageArgument.Message("chart.light_green")
                : MessageArgument.Message("chart.light_met")),
            TrafficLight.Yellow => "◆ " + Format(isReached
                ? MessageArgument.Message("chart.light_yellow")
                : MessageArgument.Message("chart.light_near")),
            TrafficLight.Red => "■ " + Format(isReached
                ? MessageArgument.Message("chart.light_red")
                : MessageArgument.Message("chart.light_missed")),
            _ => "○ " + Format(MessageArgument.Message("chart.light_unknown")),
        };
    }

    /// <summary>Describes the definition (统计口径) and the sources of a metric.</summary>
    public string Definition(Metric metric, MetricCatalogue catalogue, int? populationYear = null) =>
        Definition(new DefinitionFormatter(catalogue, language).Format(metric, populationYear));

    /// <summary>Describes the definitions and sources of several metrics.</summary>
    public string Definitions(IReadOnlyCollection<Metric> metrics, MetricCatalogue catalogue) =>
        Definition(new DefinitionFormatter(catalogue, language).Format(metrics));

    private string Definition(string text) => Format(MessageArgument.Message("chart.definition", text));
}
