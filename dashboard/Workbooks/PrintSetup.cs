using System.IO.Compression;
using System.Security;
using System.Text;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>A sheet to print.</summary>
/// <param name="Name">Name of the sheet.</param>
/// <param name="HeaderRows">Number of rows to repeat on each page.</param>
/// <param name="IsWide">True to print in landscape.</param>
internal sealed record PrintedSheet(string Name, int HeaderRows, bool IsWide);

/// <summary>
/// Copies a workbook with its print setup, which the writer of workbooks does not have: A4, as wide as a page, with the
/// header on each page.
/// </summary>
internal static class PrintSetup
{
    private const int BufferSize = 81_920;

    /// <summary>Copies the workbook; no sheet is held in memory.</summary>
    public static async Task Copy(
        Stream workbook, Stream output, IReadOnlyList<PrintedSheet> sheets, CancellationToken cancellation)
    {
        await using var source = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
        await using var target = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in source.Entries)
        {
            await using var from = await entry.OpenAsync(cancellation);
            await using var to = await target.CreateEntry(entry.FullName, CompressionLevel.Fastest)
                .OpenAsync(cancellation);
            if (FindSheet(entry.FullName, sheets) is { } sheet)
                await CopySheet(from, entry.Length, to, sheet, cancellation);
            else if (entry.FullName == "xl/workbook.xml") await CopyNames(from, to, sheets, cancellation);
            else await from.CopyToAsync(to, cancellation);
        }
    }

    private static PrintedSheet? FindSheet(string path, IReadOnlyList<PrintedSheet> sheets) =>
        path.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)
        && int.TryParse(Path.GetFileNameWithoutExtension(path)["sheet".Length..], out var number)
            ? sheets[number - 1]
            : null;

    // The properties of a sheet come first, its page setup last.
    private static async Task CopySheet(
        Stream from, long length, Stream to, PrintedSheet sheet, CancellationToken cancellation)
    {
        var end = "</worksheet>"u8.ToArray();
        var buffer = new byte[BufferSize];
        var isFirst = true;
        for (var remaining = length - end.Length; remaining > 0;)
        {
            var chunk = buffer.AsMemory(0, (int)Math.Min(buffer.Length, remaining));
            await from.ReadExactlyAsync(chunk, cancellation);
            remaining -= chunk.Length;
            if (isFirst)
            {
                var views = chunk.Span.IndexOf("<sheetViews>"u8);
                await to.WriteAsync(chunk[..views], cancellation);
                await to.WriteAsync("<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"u8.ToArray(), cancellation);
                chunk = chunk[views..];
                isFirst = false;
            }
            await to.WriteAsync(chunk, cancellation);
        }
        var orientation = sheet.IsWide ? "landscape" : "portrait";
        await to.WriteAsync(
            Encoding.UTF8.GetBytes(
                "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>"
                + $"<pageSetup paperSize=\"9\" orientation=\"{orientation}\" fitToHeight=\"0\"/>"),
            cancellation);
        await to.WriteAsync(end, cancellation);
    }

    private static async Task CopyNames(
        Stream from, Stream to, IReadOnlyList<PrintedSheet> sheets, CancellationToken cancellation)
    {
        using var reader = new StreamReader(from, Encoding.UTF8);
        var names = sheets.Select((sheet, index) =>
        {
            var name = SecurityElement.Escape(sheet.Name.Replace("'", "''", StringComparison.Ordinal));
            return $"<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{index}\">"
                + $"'{name}'!$1:${sheet.HeaderRows}</definedName>";
        });
        var text = (await reader.ReadToEndAsync(cancellation)).Replace(
            "</sheets>", $"</sheets><definedNames>{string.Concat(names)}</definedNames>", StringComparison.Ordinal);
        await to.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
    }
}
