using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// A city's own change of value, split in this order: what another denominator (population or case count) does, then what
/// corrections of what was there do, then what is new. The parts add up to the change exactly, as shown.
/// </summary>
/// <param name="Value">The change, in the metric's unit (percentage points of a percentage), rounded to 10 decimals.</param>
/// <param name="Denominator">Out of another denominator; 0 of a sum or level.</param>
/// <param name="Corrections">Out of corrections, and of another source becoming authoritative.</param>
/// <param name="Events">Out of new events.</param>
public sealed record ValueChange(decimal Value, decimal Denominator, decimal Corrections, decimal Events);

/// <summary>A sentence in Chinese and in English.</summary>
public sealed record Sentence(string Zh, string En);

/// <summary>Why a city stands where it stands, held against a baseline.</summary>
/// <param name="City">The city's code.</param>
/// <param name="Name">Its name.</param>
/// <param name="NameEn">Its name in English.</param>
/// <param name="Rank">Its place; null when it has none.</param>
/// <param name="PreviousRank">Its place at the baseline; null when it had none.</param>
/// <param name="Change">Places up (above zero) or down: <paramref name="Passed"/> less <paramref name="PassedBy"/>; null without both places.</param>
/// <param name="Passed">The cities that were better and are no longer.</param>
/// <param name="PassedBy">The cities that are newly better.</param>
/// <param name="Value">Its figure.</param>
/// <param name="PreviousValue">Its figure at the baseline.</param>
/// <param name="Parts">Its own change of value, split; null without both figures, and of a composite.</param>
/// <param name="Indicators">Of a composite: by how much each indicator's part of the score changed.</param>
/// <param name="Sentence">All this in one sentence.</param>
public sealed record Explanation(
    string City, string Name, string NameEn, int? Rank, int? PreviousRank, int? Change,
    ImmutableArray<string> Passed, ImmutableArray<string> PassedBy,
    decimal? Value, decimal? PreviousValue, ValueChange? Parts, ImmutableArray<IndicatorChange>? Indicators, Sentence Sentence);

/// <summary>By how much an indicator's part of a composite changed.</summary>
public sealed record IndicatorChange(string Metric, decimal Change);

/// <summary>Explains how two standings differ: pure.</summary>
/// <param name="reference">The reference data in force now.</param>
/// <param name="metric">The metric of both.</param>
/// <param name="before">The standing at the baseline.</param>
/// <param name="kept">What was there at the baseline, as corrections made since leave it; the baseline itself where nothing of that is told.</param>
/// <param name="now">The standing now.</param>
internal sealed class RankChangeExplainer(
    ReferenceSnapshot reference, Metric metric, CityRanking before, IReadOnlyDictionary<string, Fraction> kept, CityRanking now)
{
    /// <summary>Explains every city that has a place at either side, in the order of now, then of before.</summary>
    public ImmutableArray<Explanation> ExplainAll(Func<string, ImmutableArray<IndicatorChange>?> indicators) =>
    [
        .. now.CityRanks.Concat(before.CityRanks.Where(place => now.FindCity(place.City) is null)).Select(place => ExplainCity(reference.Places.FindCity(place.City)!, indicators(place.City))),
    ];

    private Explanation ExplainCity(NamedCity city, ImmutableArray<IndicatorChange>? indicators)
    {
        var (was, isNow) = (before.FindCity(city.Code), now.FindCity(city.Code));
        var betterBefore = GetBetterCities(before, was);
        var betterNow = GetBetterCities(now, isNow);
        ImmutableArray<string> passed = was is null || isNow is null ? [] : [.. betterBefore.Except(betterNow).Order(StringComparer.Ordinal)];
        ImmutableArray<string> passedBy = was is null || isNow is null ? [] : [.. betterNow.Except(betterBefore).Order(StringComparer.Ordinal)];
        var parts = was is null || isNow is null || metric.Kind == MetricKind.Composite ? null : SplitChange(city.Code, was.Figure, isNow.Figure);
        return new(
            city.Code, city.Name, city.NameEn, isNow?.Rank, was?.Rank, was?.Rank - isNow?.Rank, passed, passedBy,
            isNow?.Figure.ExactValue.ToDecimal(), was?.Figure.ExactValue.ToDecimal(), parts, indicators,
            new RankChangeFormatter(reference, metric).Format(was, isNow, passed, passedBy, parts));
    }

    private static HashSet<string> GetBetterCities(CityRanking standing, CityRank? place) =>
        place is null ? [] : [.. standing.CityRanks.Where(other => other.Rank < place.Rank).Select(other => other.City)];

    // The last part takes up what rounding leaves, so that the parts add up as they are shown.
    private ValueChange SplitChange(string city, Figure was, Figure isNow)
    {
        var change = isNow.ExactValue.ToDecimal() - was.ExactValue.ToDecimal();
        var denominator = (was.ExactNumerator / isNow.ExactDenominator - was.ExactValue).ToDecimal();
        var corrections = ((kept.GetValueOrDefault(city, was.ExactNumerator) - was.ExactNumerator) / isNow.ExactDenominator).ToDecimal();
        return new(change, denominator, corrections, change - denominator - corrections);
    }
}
