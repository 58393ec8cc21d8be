using System.Globalization;
using System.Text.Json;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A GeoJSON file for the map of a server: each city is a square of one degree.</summary>
internal sealed class SampleMapFile : IDisposable
{
    /// <summary>The south-western corners of the sixteen cities, arranged like the tiles.</summary>
    public static readonly (string City, int West, int South)[] Province =
    [
        ("371400", 115, 37), ("371600", 116, 37), ("370500", 117, 37), ("370600", 119, 37), ("371000", 120, 37),
        ("371500", 115, 36), ("370100", 116, 36), ("370300", 117, 36), ("370700", 118, 36), ("370200", 119, 36),
        ("370900", 116, 35), ("371300", 117, 35), ("371100", 118, 35), ("371700", 115, 34), ("370800", 116, 34),
        ("370400", 117, 34),
    ];

    private readonly string _file = Path.GetTempFileName();

    public SampleMapFile(params (string City, int West, int South)[] corners)
    {
        var map = new { type = "FeatureCollection", features = corners.Select(CreateFeature) };
        File.WriteAllText(_file, JsonSerializer.Serialize(map));
    }

    /// <summary>The arguments of a server that shows the map.</summary>
    public string[] Settings => [$"--Pages:Map:File={_file}", "--Pages:Map:Approval=鲁S(2024)001号"];

    public void Dispose() => File.Delete(_file);

    private static object CreateFeature((string City, int West, int South) corner)
    {
        var (west, south, east, north) = (corner.West, corner.South, corner.West + 1, corner.South + 1);
        int[][] ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        return new
        {
            type = "Feature",
            properties = new { adcode = int.Parse(corner.City, CultureInfo.InvariantCulture) },
            geometry = new { type = "Polygon", coordinates = new[] { ring } },
        };
    }
}
