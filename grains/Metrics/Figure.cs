namespace IpMonitor.Grains.Metrics;

/// <summary>The exact value of a metric over a period, with its inputs; see <see cref="FigureCalculator"/>.</summary>
/// <param name="ExactNumerator">Dividend, in the metric's unit.</param>
/// <param name="ExactDenominator">Divisor; 1 for a sum or level.</param>
/// <param name="Numerator">For a derived figure or mean: the dividend as reported; otherwise null.</param>
/// <param name="Denominator">For a derived figure or mean: the divisor as reported; otherwise null.</param>
/// <param name="ReadingDate">For a level, or a figure derived from one: the date of the reading.</param>
/// <param name="Qualifier">Qualifier (余/约) inherited from the events.</param>
/// <param name="CorrectionCount">Number of corrections of the inputs.</param>
/// <param name="IsFinal">True if all inputs are final (核定数).</param>
/// <param name="UnitExcess">Amount by which the units' sum exceeds a counting whole-city figure; otherwise 0.</param>
public sealed record Figure(
    Fraction ExactNumerator,
    Fraction ExactDenominator,
    decimal? Numerator,
    decimal? Denominator,
    DateOnly? ReadingDate,
    Qualifier Qualifier,
    long CorrectionCount = 0,
    bool IsFinal = false,
    decimal UnitExcess = 0)
{
    /// <summary>The unrounded value.</summary>
    public Fraction ExactValue { get; } = ExactNumerator / ExactDenominator;
}
