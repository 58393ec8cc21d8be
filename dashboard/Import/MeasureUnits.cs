using System.Text.RegularExpressions;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>The units of measure that a metric may be written in, and units told above the header.</summary>
internal sealed partial class MeasureUnits(ReferenceSnapshot reference)
{
    private readonly HashSet<string> _units = [.. reference.Catalogue.All.Select(metric => metric.Unit)];

    /// <summary>Returns true for the unit of a metric with or without a scale: 件, 万元.</summary>
    public bool IsKnown(string text) => _units.Any(unit => CellParser.FindFactor(text, unit) is not null);

    /// <summary>
    /// Finds the units that a title names, as in 单位：万元、件 or （万元）; empty if it names none.
    /// </summary>
    public IReadOnlyList<string> FindInTitle(string title)
    {
        foreach (Match match in TitlePattern().Matches(CellParser.Normalize(title)))
        {
            var units = match.Groups["units"].Value.Split(
                ['、', ',', '/', '，', ';', '和', '或'],
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // 单位：淄博市知识产权局 names an organization.
            if (units.Length > 0 && units.All(IsKnown)) return units;
        }
        return [];
    }

    [GeneratedRegex(@"(?<!填报|报送|编报|制表|编制|责任|牵头|主办)单位\s*:\s*(?<units>[^\s:()]+)|\((单位:)?(?<units>[^()]+)\)")]
    private static partial Regex TitlePattern();
}
