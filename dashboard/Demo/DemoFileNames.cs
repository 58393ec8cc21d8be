using Microsoft.Net.Http.Headers;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Marks the names of downloaded files.</summary>
internal static class DemoFileNames
{
    private const string Prefix = $"{DemoHistory.Note}-";

    /// <summary>Puts 演示数据 before the name of a file that a response offers.</summary>
    public static void Mark(HttpResponse response)
    {
        if (!ContentDispositionHeaderValue.TryParse(response.Headers.ContentDisposition.ToString(), out var header))
            return;
        var name = header.FileNameStar.HasValue ? header.FileNameStar : header.FileName;
        header.SetHttpFileName($"{Prefix}{HeaderUtilities.RemoveQuotes(name)}");
        response.Headers.ContentDisposition = header.ToString();
    }
}
