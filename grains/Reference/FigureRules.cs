using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace IpMonitor.Grains.Reference;

/// <summary>What an office may set about how figures are marked.</summary>
/// <param name="YellowWithin">序时进度: yellow while progress is behind by at most so many percentage points, red beyond; 0 to 100.</param>
/// <param name="CloseDays">A month counts as missed when its target is not met so many days after its end; 0 to 60.</param>
/// <param name="LowBase">By unit of measure (<c>*</c>: any other): growth over a base below this is marked as from a low base.</param>
public sealed record FigureRules([property: JsonRequired] decimal YellowWithin, [property: JsonRequired] int CloseDays, IReadOnlyDictionary<string, decimal> LowBase)
{
    private readonly FrozenDictionary<string, decimal> _lowBase = (LowBase ?? new Dictionary<string, decimal>()).ToFrozenDictionary();

    /// <summary>The least base, in the unit of measure, from which growth is not marked.</summary>
    public decimal GetMinBase(string unit) => _lowBase.TryGetValue(unit, out var least) || _lowBase.TryGetValue("*", out least) ? least : 0;
}
