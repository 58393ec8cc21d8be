namespace IpMonitor.Dashboard.Spa;

/// <summary>Settings of the pages (configuration section <c>Pages</c>).</summary>
internal sealed class PagesOptions
{
    /// <summary>Colours of rising and falling values.</summary>
    public Palette Palette { get; set; }

    /// <summary>Groups of cities with a ranking of their own, such as the sub-provincial cities (副省级).</summary>
    public List<CityGroup> Groups { get; } = [];

    /// <summary>Reviewed map of the province; null to show tiles, which need no review.</summary>
    public ReviewedMap? Map { get; set; }
}

/// <summary>Colours of rising and falling values, which arrow and sign also distinguish.</summary>
internal enum Palette
{
    /// <summary>Accent colour for rising, text colour for falling.</summary>
    Plain,
    /// <summary>Red for rising, green for falling.</summary>
    RedUp,
    /// <summary>Green for rising, red for falling.</summary>
    GreenUp,
}

/// <summary>Group of cities with a ranking of its own.</summary>
internal sealed class CityGroup
{
    /// <summary>Chinese name.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>Codes of the cities.</summary>
    public List<string> Cities { get; } = [];
}
