namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A map that looks like none, as an office would have it reviewed: each city a square of a degree, by its south-western corner.</summary>
internal sealed class SampleMapFile : IDisposable
{
    /// <summary>The sixteen cities, about as the tiles lie.</summary>
    public static readonly (string City, int West, int South)[] Province =
    [
        ("371400", 115, 37), ("371600", 116, 37), ("370500", 117, 37), ("370600", 119, 37), ("371000", 120, 37),
        ("371500", 115, 36), ("370100", 116, 36), ("370300", 117, 36), ("370700", 118, 36), ("370200", 119, 36),
        ("370900", 116, 35), ("371300", 117, 35), ("371100", 118, 35), ("371700", 115, 34), ("370800", 116, 34), ("370400", 117, 34),
    ];

    private readonly string _file = Path.GetTempFileName();

    public SampleMapFile(params (string City, int West, int South)[] squares) =>
        File.WriteAllText(_file, $$"""{"type":"FeatureCollection","features":[{{string.Join(',', squares.Select(Square))}}]}""");

    /// <summary>The settings of a server that shows it.</summary>
    public string[] Settings => [$"--Pages:Map:File={_file}", "--Pages:Map:Approval=鲁S(2024)001号"];

    public void Dispose() => File.Delete(_file);

    private static string Square((string City, int West, int South) at) =>
        $$$"""{"type":"Feature","properties":{"adcode":{{{at.City}}}},"geometry":{"type":"Polygon","coordinates":[[[{{{at.West}}},{{{at.South}}}],[{{{at.West + 1}}},{{{at.South}}}],[{{{at.West + 1}}},{{{at.South + 1}}}],[{{{at.West}}},{{{at.South + 1}}}],[{{{at.West}}},{{{at.South}}}]]]}}""";
}
