using System.Text.RegularExpressions;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>The units of measure that a metric may be written in, and units told outside the values.</summary>
internal sealed partial class MeasureUnits(ReferenceSnapshot reference)
{
    private readonly HashSet<string> _units = [.. reference.Catalogue.All.Select(metric => metric.Unit)];

    /// <summary>Returns true for the unit of a metric with or without a scale: 件, 万元.</summary>
    public bool IsKnown(string text)
    {
        var normalized = CellParser.NormalizeUnit(text);
        return _units.Any(unit => CellParser.FindNormalizedFactor(normalized, unit) is not null);
    }

    /// <summary>Returns true for known units and for foreign currencies, which fit no metric.</summary>
    public bool IsUnit(string text) => CurrencyPattern().IsMatch(CellParser.NormalizeUnit(text)) || IsKnown(text);

    /// <summary>
    /// Finds the units that a text tells, as in 单位：万元、件, 以万元为单位, 万元 or, in brackets, （万元）. A unit after
    /// 单位： that is not known is returned too, unless it names an organization.
    /// </summary>
    public IReadOnlyList<string> Find(string text, bool inBrackets = true)
    {
        var compact = SpacePattern().Replace(CellParser.Normalize(text), "").Replace('單', '单');
        var units = new List<string>();
        foreach (Match match in LabelPattern().Matches(compact))
        {
            var (told, known) = (match.Groups["units"].Value, Split(match.Groups["units"].Value));
            units.AddRange(known);
            // 填报单位：… and 单位：淄博市知识产权局 name organizations.
            if (known.Count == 0
                && match.Groups["colon"].Success
                && !match.Groups["owner"].Success
                && !OrganizationPattern().IsMatch(told))
                units.Add(told);
        }
        foreach (Match match in PhrasePattern().Matches(compact)) units.AddRange(Split(match.Groups["units"].Value));
        if (inBrackets)
            foreach (Match match in BracketPattern().Matches(compact))
                units.AddRange(Split(match.Groups["units"].Value));
        return [.. units.Distinct()];
    }

    /// <summary>Returns true for a text that is followed by a unit in the next cell, such as 单位：.</summary>
    public static bool IsLabel(string text) =>
        CellParser.NormalizeTitle(text).TrimEnd(':').EndsWith("单位", StringComparison.Ordinal);

    private List<string> Split(string units) =>
    [
        .. units.Split(
                ['、', ',', '/', ';', '和', '或'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(IsUnit)
            .Select(CellParser.NormalizeUnit),
    ];

    // Blanks within 单 位 : 万 元, and the currency.
    [GeneratedRegex(@"人民币|(?<=[单單十百千万亿萬億美])\s+(?=[位元美])|\s+(?=:)|(?<=:)\s+")]
    private static partial Regex SpacePattern();

    [GeneratedRegex(
        @"(?<owner>填报|报送|上报|编报|填表|制表|编制|责任|牵头|主办|承办|协办|主管|所属|成员|执法|办案|审核|统计|印发|发布|盖章)?" +
        @"单位\s*(?<colon>:)?(为|是)?\s*(?<units>[^\s:()。]+)")]
    private static partial Regex LabelPattern();

    // The last characters of the names of organizations and places; 万处 is a unit.
    [GeneratedRegex("(?<!^|[十百千万亿])[局厅院所委办会部心司队处站市区县学府科室校团厂社店行馆园庭署镇乡村组]$")]
    private static partial Regex OrganizationPattern();

    // 以万元为单位, 以万元计, and a unit alone.
    [GeneratedRegex(@"以(?<units>[^\s以:()]{1,12}?)(为单位|计)|^(?<units>[^\s:()]{1,8})$")]
    private static partial Regex PhrasePattern();

    [GeneratedRegex(@"[(\[【](?<units>[^()\[\]【】:]+)[)\]】]")]
    private static partial Regex BracketPattern();

    [GeneratedRegex("^[十百千万亿]*(美元|美金|欧元|日元|韩元|港元|港币|澳元|英镑|外币)$")]
    private static partial Regex CurrencyPattern();
}
