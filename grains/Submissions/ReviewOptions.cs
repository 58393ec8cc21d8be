namespace IpMonitor.Grains.Submissions;

/// <summary>
/// Which of what desks hand in waits for a reviewer (configuration section <c>Review</c>). Without a rule everything does.
/// Machines, which report events by their keys, are trusted and wait for nobody.
/// </summary>
public sealed class ReviewOptions
{
    // A year.
    private const int MaxHours = 8760;

    /// <summary>How long a reviewer may take where no rule says.</summary>
    public int Hours { get; set; } = 24;

    /// <summary>The rules; of those that fit, the most specific decides.</summary>
    public IReadOnlyList<ReviewRule> Rules { get; set; } = [];

    /// <summary>How long rows of a source may wait for a reviewer; null when they need none.</summary>
    public int? FindHours(string metric, string source)
    {
        var rule = Rules.Where(rule => rule.Matches(metric, source)).MaxBy(rule => rule.Specificity);
        return rule is { Required: false } ? null : rule?.Hours ?? Hours;
    }

    /// <summary>Whether every deadline is one.</summary>
    public bool HasValidHours => Rules.Select(rule => rule.Hours).Append(Hours).All(hours => hours is null or (>= 1 and <= MaxHours));

    /// <summary>Whether no two rules are for the same.</summary>
    public bool HasUniqueRules => Rules.DistinctBy(rule => (rule.Metric, rule.Source)).Count() == Rules.Count;
}

/// <summary>A rule of review, for a metric and a source; null is any.</summary>
public sealed record ReviewRule
{
    /// <summary>Of which metric.</summary>
    public string? Metric { get; init; }

    /// <summary>From which source.</summary>
    public string? Source { get; init; }

    /// <summary>Whether it waits for a reviewer.</summary>
    public bool Required { get; init; } = true;

    /// <summary>How long the reviewer may take; null is as long as anybody.</summary>
    public int? Hours { get; init; }

    // The metric says more than the source.
    internal int Specificity => (Metric is null ? 0 : 2) + (Source is null ? 0 : 1);

    internal bool Matches(string metric, string source) => (Metric is null || Metric == metric) && (Source is null || Source == source);
}
