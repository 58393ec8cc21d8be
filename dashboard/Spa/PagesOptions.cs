using System.Text.Json;

namespace IpMonitor.Dashboard.Spa;

/// <summary>What an office decides of its pages (configuration section <c>Pages</c>).</summary>
internal sealed class PagesOptions
{
    /// <summary>Which colour rises: it is good news in some offices and bad in others.</summary>
    public Palette Palette { get; set; }

    /// <summary>Cities that may be ranked apart, as those of sub-provincial rank (副省级) are.</summary>
    public List<CityGroup> Groups { get; } = [];

    /// <summary>A reviewed map; without one the province is shown as tiles, which need no review.</summary>
    public ReviewedMap? Map { get; set; }
}

/// <summary>The colours of rising and falling; arrow and sign say it in all of them.</summary>
internal enum Palette
{
    /// <summary>One accent for what rises, ink for what falls.</summary>
    Plain,
    /// <summary>Red rises, green falls.</summary>
    RedUp,
    /// <summary>Green rises, red falls.</summary>
    GreenUp,
}

/// <summary>Cities by code, under one name.</summary>
internal sealed class CityGroup
{
    public string Name { get; set; } = "";

    public string NameEn { get; set; } = "";

    public List<string> Cities { get; } = [];
}

/// <summary>
/// A GeoJSON file whose features name their city under <c>code</c> or <c>adcode</c>. A public map needs its 审图号 beside it
/// (地图管理条例, art. 15 and 20).
/// </summary>
internal sealed class ReviewedMap
{
    public string File { get; set; } = "";

    /// <summary>As printed: 鲁S(2024)001号.</summary>
    public string Approval { get; set; } = "";

    /// <summary>Why the map cannot be shown; null when it can.</summary>
    public string? Validate()
    {
        if (string.IsNullOrWhiteSpace(Approval)) return "Pages:Map:Approval：地图须标注审图号。 A map needs its approval number.";
        try
        {
            using var map = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
            return map.RootElement.TryGetProperty("features", out var features) && features.GetArrayLength() > 0 ? null : "Pages:Map:File：不是含 features 的 GeoJSON。 It is no GeoJSON with features.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or ArgumentException or InvalidOperationException)
        {
            return $"Pages:Map:File：读不出地图 {File}。 The map cannot be read: {fault.Message}";
        }
    }
}
