namespace IpMonitor.Grains.Submissions;

/// <summary>
/// Rules for which submissions need a review (configuration section <c>Review</c>). Without a matching rule a review is
/// required. Events reported with an API key need no review.
/// </summary>
public sealed class ReviewOptions
{
    private const int MaxHours = 365 * 24;

    /// <summary>Hours allowed for a review unless a rule says otherwise.</summary>
    public int Hours { get; set; } = 24;

    /// <summary>The largest number of submissions of a bureau that are neither published nor undone.</summary>
    public int MaxOpenPerBureau { get; set; } = 200;

    /// <summary>The rules. The most specific matching rule applies.</summary>
    public IReadOnlyList<ReviewRule> Rules { get; set; } = [];

    /// <summary>
    /// Returns the hours allowed for reviewing rows of a metric and source; null if no review is required.
    /// </summary>
    public int? FindHours(string metric, string source)
    {
        var rule = Rules.Where(rule => rule.Matches(metric, source)).MaxBy(rule => rule.Specificity);
        return rule is { Required: false } ? null : rule?.Hours ?? Hours;
    }

    /// <summary>Returns true if all deadlines are between 1 hour and a year.</summary>
    public bool HasValidHours =>
        Rules.Select(rule => rule.Hours).Append(Hours).All(hours => hours is null or (>= 1 and <= MaxHours));

    /// <summary>Returns true if no two rules have the same metric and source.</summary>
    public bool HasUniqueRules => Rules.DistinctBy(rule => (rule.Metric, rule.Source)).Count() == Rules.Count;
}

/// <summary>A review rule for a metric and a source; null matches any.</summary>
public sealed record ReviewRule
{
    /// <summary>The metric's code.</summary>
    public string? Metric { get; init; }

    /// <summary>The source.</summary>
    public string? Source { get; init; }

    /// <summary>True if a review is required.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Hours allowed for the review; null for <see cref="ReviewOptions.Hours"/>.</summary>
    public int? Hours { get; init; }

    // A metric is more specific than a source.
    internal int Specificity => (Metric is null ? 0 : 2) + (Source is null ? 0 : 1);

    internal bool Matches(string metric, string source) =>
        (Metric is null || Metric == metric) && (Source is null || Source == source);
}
