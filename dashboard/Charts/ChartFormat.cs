namespace IpMonitor.Dashboard.Charts;

/// <summary>The file format of a picture.</summary>
internal enum ChartFormat
{
    /// <summary>A raster image.</summary>
    Png,
    /// <summary>A vector image, whose texts stay texts.</summary>
    Svg,
}
