using System.Collections.Immutable;
namespace IpMonitor.Grains.Rankings;

/// <summary>
/// A city's change of value, split into the effect of the denominator (population or case count), then of corrections,
/// then of new events. The parts add up to the change exactly as displayed.
/// </summary>
/// <param name="Value">
/// The change in the metric's unit, in percentage points for a percentage; rounded to 10 decimals.
/// </param>
/// <param name="Denominator">The effect of the denominator; 0 for a sum or level.</param>
/// <param name="Corrections">The effect of corrections and of a change of the authoritative source.</param>
/// <param name="Events">The effect of new events.</param>
public sealed record ValueChange(decimal Value, decimal Denominator, decimal Corrections, decimal Events);

/// <summary>A sentence in Chinese and English.</summary>
public sealed record BilingualText(string Zh, string En);

/// <summary>Explains a city's rank relative to a baseline.</summary>
/// <param name="City">The city's code.</param>
/// <param name="Name">The Chinese name.</param>
/// <param name="NameEn">The English name.</param>
/// <param name="Rank">The rank; null if unranked.</param>
/// <param name="PreviousRank">The rank at the baseline; null if unranked.</param>
/// <param name="Change">
/// Ranks gained (positive) or lost: the number of <paramref name="Passed"/> less <paramref name="PassedBy"/>; null
/// unless both ranks exist.
/// </param>
/// <param name="Passed">Cities that were better and no longer are.</param>
/// <param name="PassedBy">Cities that are newly better.</param>
/// <param name="Value">The figure.</param>
/// <param name="PreviousValue">The figure at the baseline.</param>
/// <param name="Parts">The change of value, split; null for a composite or unless both figures exist.</param>
/// <param name="Indicators">For a composite: the change of each indicator's contribution.</param>
/// <param name="Sentence">The explanation as one sentence.</param>
public sealed record Explanation(
    string City,
    string Name,
    string NameEn,
    int? Rank,
    int? PreviousRank,
    int? Change,
    ImmutableArray<string> Passed,
    ImmutableArray<string> PassedBy,
    decimal? Value,
    decimal? PreviousValue,
    ValueChange? Parts,
    ImmutableArray<IndicatorChange>? Indicators,
    BilingualText Sentence);

/// <summary>The change of an indicator's contribution to a composite.</summary>
public sealed record IndicatorChange(string Metric, decimal Change);
