using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace IpMonitor.Grains.Reference;

/// <summary>Rules for marking figures, set by an office (<c>rules.json</c>).</summary>
/// <param name="YellowWithin">
/// Progress (序时进度) is yellow while at most this many percentage points behind schedule, and red beyond; 0 to 100.
/// </param>
/// <param name="CloseDays">Days after a month's end by which its reports are due; 0 to 60.</param>
/// <param name="LowBase">
/// By unit of measure (<c>*</c>: any other): growth from a base below this value is marked as from a low base.
/// </param>
public sealed record FigureRules(
    [property: JsonRequired] decimal YellowWithin,
    [property: JsonRequired] int CloseDays,
    IReadOnlyDictionary<string, decimal> LowBase)
{
    private readonly FrozenDictionary<string, decimal> _lowBase =
        (LowBase ?? new Dictionary<string, decimal>()).ToFrozenDictionary();

    /// <summary>Returns the smallest base, in the unit of measure, that is not low; 0 without a rule.</summary>
    public decimal GetMinBase(string unit) =>
        _lowBase.TryGetValue(unit, out var minBase) || _lowBase.TryGetValue("*", out minBase) ? minBase : 0;
}
