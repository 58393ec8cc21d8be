using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The parameters that every picture has.</summary>
/// <remarks>Numbers are texts, because a number that cannot be read would be refused without a reason.</remarks>
internal sealed class ChartParameters
{
    /// <summary>File format.</summary>
    [FromRoute, Description("png 或 svg，即扩展名 png or svg, the extension")]
    public required string Format { get; init; }

    /// <summary>Language.</summary>
    [FromQuery(Name = "lang")]
    [Description("zh-CN 或 en，缺省按 Accept-Language zh-CN or en; by default as Accept-Language")]
    public string? Lang { get; init; }

    /// <summary>Theme.</summary>
    [FromQuery(Name = "theme")]
    [Description("light（缺省）、dark 或 print（灰度） light (default), dark or print (greys)")]
    public string? Theme { get; init; }

    /// <summary>Width in CSS pixels.</summary>
    [FromQuery(Name = "width")]
    [Description("宽，320 至 4096，缺省 960 Width in CSS pixels, 320 to 4096; 960 by default")]
    public string? Width { get; init; }

    /// <summary>Height in CSS pixels; by default as high as the content.</summary>
    [FromQuery(Name = "height")]
    [Description("高，200 至 8192，缺省按内容 Height in CSS pixels, 200 to 8192; by default as the content")]
    public string? Height { get; init; }

    /// <summary>Pixels of a PNG per CSS pixel.</summary>
    [FromQuery(Name = "scale")]
    [Description("PNG 的像素倍数，0.5 至 4，缺省 1 Pixels of a PNG per CSS pixel, 0.5 to 4; 1 by default")]
    public string? Scale { get; init; }
}
