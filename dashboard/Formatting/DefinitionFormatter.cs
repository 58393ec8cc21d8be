using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Formatting;

/// <summary>
/// Describes the statistical definition (统计口径) and the sources of metrics in one line:
/// 「统计口径 本期累计，越高越好 · 来源 各市报送」.
/// </summary>
internal sealed class DefinitionFormatter(MetricCatalogue catalogue, string language)
{
    private bool IsEnglish => language == ResponseLanguage.English;

    /// <summary>Describes the definition and the sources of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="populationYear">The year of the population in a per-capita figure.</param>
    public string Format(Metric metric, int? populationYear = null)
    {
        string?[] parts =
        [
            FormatKind(metric),
            FormatMessage(metric.Better switch
            {
                BetterDirection.Higher => MessageArgument.Message("definition.better_higher"),
                BetterDirection.Lower => MessageArgument.Message("definition.better_lower"),
                _ => MessageArgument.Message("definition.better_none"),
            }),
            populationYear is { } year
                ? FormatMessage(MessageArgument.Message("definition.population", $"{year}"))
                : null,
            metric.Kind is MetricKind.Level or MetricKind.PerCapita
                ? FormatMessage(MessageArgument.Message("definition.readings"))
                : null,
        ];
        return FormatMessage(MessageArgument.Message(
            "definition.line", string.Join(IsEnglish ? ", " : "，", parts.OfType<string>()),
            FormatList(GetSources(metric))));
    }

    /// <summary>Describes the definitions and sources of several metrics, those of one kind together.</summary>
    public string Format(IReadOnlyCollection<Metric> metrics) => FormatMessage(MessageArgument.Message(
        "definition.line",
        string.Join(IsEnglish ? "; " : "；", metrics.GroupBy(FormatKind)
            .Select(group => group.Key + (IsEnglish ? " (" : "（") + FormatList(group.Select(FormatName))
                + (IsEnglish ? ")" : "）"))),
        FormatList(metrics.SelectMany(GetSources).Distinct())));

    private string FormatKind(Metric metric) => FormatMessage(metric.Kind switch
    {
        MetricKind.Sum => MessageArgument.Message("definition.kind_sum"),
        MetricKind.Level => MessageArgument.Message("definition.kind_level"),
        MetricKind.Mean => MessageArgument.Message("definition.kind_mean"),
        MetricKind.Ratio => MessageArgument.Message(
            "definition.kind_ratio", FormatInput(metric.Numerator), FormatInput(metric.Denominator)),
        MetricKind.PerCapita => MessageArgument.Message("definition.kind_percapita", FormatInput(metric.Numerator)),
        MetricKind.Coverage => MessageArgument.Message("definition.kind_coverage"),
        _ => MessageArgument.Message("definition.kind_composite"),
    });

    // A derived metric has the sources of its inputs.
    private IEnumerable<string> GetSources(Metric metric)
    {
        ImmutableArray<string> inputs = metric.Indicators.IsEmpty
            ? [.. new[] { metric.Numerator, metric.Denominator }.OfType<string>()]
            : [.. metric.Indicators.Select(indicator => indicator.Metric)];
        return inputs.DefaultIfEmpty(metric.Code)
            .Select(code => catalogue.Find(code)?.Source
                ?? FormatMessage(MessageArgument.Message("definition.reported")))
            .Distinct();
    }

    private string FormatInput(string? code) =>
        code is not null && catalogue.Find(code) is { } metric ? FormatName(metric) : "";

    private string FormatName(Metric metric) => IsEnglish ? metric.NameEn : metric.Name;

    private string FormatList(IEnumerable<string> items) => MessageFormatter.JoinList(items, language);

    private string FormatMessage(MessageArgument message) => MessageFormatter.Format(message, language);
}
