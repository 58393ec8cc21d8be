using System.Globalization;
using System.Text;
using CsvHelper;
using IpMonitor.Dashboard.Workbooks;
using static IpMonitor.Dashboard.ReferenceData.ReferenceRoutes;

namespace IpMonitor.Dashboard.ReferenceData;

/// <summary>Creates the workbooks of reference tables and their versions.</summary>
internal static class ReferenceWorkbooks
{
    // Columns of amounts; other digits are codes, years and periods.
    private static readonly string[] Amounts = ["population", "value", "base"];

    /// <summary>Creates the table of a CSV document; null for a JSON document.</summary>
    public static Task<Workbook?> CreateDocument(WorkbookRequest request, string text)
    {
        var document = $"{request.Context.Request.RouteValues["document"]}";
        if (!document.EndsWith(".csv", StringComparison.Ordinal)) return Task.FromResult<Workbook?>(null);
        var name = Path.GetFileNameWithoutExtension(document);
        using var csv = CsvReader.Create(
            Encoding.UTF8.GetBytes(text), new CsvReaderOptions { Separator = ',', HasHeader = false });
        var rows = new List<string[]>();
        while (csv.Read()) rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(index => csv.GetString(index))]);
        var header = rows[0];
        return Task.FromResult<Workbook?>(new(name, new ExportTable(
            name,
            null,
            [.. header.Select(title => new ExportColumn(title, Amounts.Contains(title)))],
            rows.Skip(1).Select(row => header.Select((title, index) =>
                CreateCell(title, row.ElementAtOrDefault(index) ?? "")).ToArray()),
            request.CreateFoot())));
    }

    public static Task<Workbook?> CreateVersions(
        WorkbookRequest request, IEnumerable<DocumentVersionRow> first,
        IAsyncEnumerable<IEnumerable<DocumentVersionRow>> pages) =>
        Task.FromResult<Workbook?>(new($"{request.Context.Request.RouteValues["document"]}", new ExportTable(
            request.Text("sheet.versions"),
            $"{request.Context.Request.RouteValues["document"]}",
            [
                new(request.Text("sheet.position_number"), IsEnd: true), new(request.Text("sheet.in_force_since")),
                new(request.Text("sheet.author")),
            ],
            pages.Select(page => page.Select(row => (ExportCell[])
            [
                ExportCell.FromNumber(row.Position, NumberFormats.Plain), ExportCell.FromTime(row.Known), row.Author,
            ])),
            request.CreateFoot())));

    private static ExportCell CreateCell(string title, string text) =>
        Amounts.Contains(title)
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? ExportCell.FromNumber(number, NumberFormats.Any)
            : text;
}
