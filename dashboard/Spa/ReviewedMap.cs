using System.Text.Json;

namespace IpMonitor.Dashboard.Spa;

/// <summary>Map of the province in GeoJSON; each feature has a city code in <c>code</c> or <c>adcode</c>.</summary>
/// <remarks>A public map must show its approval number, 审图号 (地图管理条例, art. 15 and 20).</remarks>
internal sealed class ReviewedMap
{
    /// <summary>Path of the file.</summary>
    public string File { get; set; } = "";

    /// <summary>Approval number, such as 鲁S(2024)001号.</summary>
    public string Approval { get; set; } = "";

    /// <summary>Returns why the map cannot be shown, or null.</summary>
    public string? Validate()
    {
        if (string.IsNullOrWhiteSpace(Approval))
            return "Pages:Map:Approval：地图须标注审图号。 A map needs its approval number.";
        try
        {
            using var map = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
            return map.RootElement.TryGetProperty("features", out var features) && features.GetArrayLength() > 0
                ? null
                : "Pages:Map:File：不是含 features 的 GeoJSON。 It is no GeoJSON with features.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or ArgumentException or InvalidOperationException)
        {
            return $"Pages:Map:File：读不出地图 {File}。 The map cannot be read: {exception.Message}";
        }
    }
}
