using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Spreadsheet;
using IpMonitor.Dashboard.Import;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Fills templates with LibreOffice and exceljs, and opens marked workbooks with them.</summary>
public sealed class OfficeRoundTripTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IDisposable
{
    private const string Zibo = "370300";
    private readonly string _folder = Directory.CreateTempSubdirectory("ipm-office-").FullName;

    private static readonly (string Form, string Query, (string Metric, string Column, object Value)[] Typed)[] Forms =
    [
        ("events", "form=events", []),
        (
            "series", "form=series&period=2026-04",
            [("专利授权量", "G", 1234), ("质押融资登记金额", "G", 5_600_000.5m)]
        ),
        ("history", "form=history&period=2025", [("专利授权量", "F", 31), ("专利授权量", "H", 28)]),
    ];

    private static readonly (string Address, object Value)[] Events =
    [
        ("A2", Zibo), ("B2", "张店区"), ("C2", "走访企业"), ("D2", 12), ("F2", new DateOnly(2026, 4, 20)),
        ("J2", "007"), ("K2", "=1+1"), ("A3", "淄博市"), ("C3", "专利授权量"), ("D3", 1234), ("E3", "件"),
        ("F3", new DateOnly(2026, 4, 30)), ("G3", "累计"),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Templates_are_valid_and_formatted()
    {
        foreach (var (form, query, _) in Forms)
        {
            var template = await GetTemplate(query);
            Assert.Empty(WorkbookEditor.Validate(template));
            WorkbookEditor.Read(template, workbook =>
            {
                Assert.Equal(["填报", "填写说明", "代码表"], workbook.Workbook!.Descendants<Sheet>()
                    .Select(sheet => sheet.Name!.Value));
                var sheet = WorkbookEditor.FindSheet(workbook, "填报").Worksheet!;
                var pane = sheet.Descendants<Pane>().Single();
                Assert.Equal((1, form == "events"), (pane.VerticalSplit!.Value, pane.HorizontalSplit is null));
                Assert.Contains(sheet.Descendants<DataValidation>(), item =>
                    item.Formula1!.Text.StartsWith("'代码表'!$A$2:", StringComparison.Ordinal));
                Assert.All(sheet.Descendants<Column>(), column => Assert.True(column.Width! > 7));
                return true;
            });
        }
    }

    [Fact]
    public async Task Templates_filled_in_LibreOffice_are_read_with_their_values()
    {
        Prerequisite.SkipIfMissing(LibreOffice.MissingReason);
        foreach (var (form, query, typed) in Forms)
            await Save($"{form}.xlsx", Fill(await GetTemplate(query), typed));
        // To LibreOffice's own format and back: the workbook is then wholly as LibreOffice writes it.
        var own = await LibreOffice.Convert(_folder, "ods", Forms.Select(form => $"{form.Form}.xlsx"));
        var filled = await LibreOffice.Convert(own, "xlsx", Forms.Select(form => $"{form.Form}.ods"));
        foreach (var (form, _, _) in Forms)
            AssertValues(form, await Check(form, Path.Combine(filled, $"{form}.xlsx")));
    }

    [Fact]
    public async Task Templates_filled_in_exceljs_are_read_with_their_values()
    {
        Prerequisite.SkipIfMissing(ExcelJs.MissingReason);
        foreach (var (form, query, typed) in Forms)
        {
            var template = await GetTemplate(query);
            var path = await Save($"js-{form}.xlsx", template);
            await ExcelJs.Run(
                path,
                FindCells(template, typed).Select(cell => new
                {
                    address = cell.Address,
                    value = cell.Value,
                    isDate = cell.Value is DateOnly,
                }),
                """
                const sheet = workbook.getWorksheet('填报')
                for (const { address, value, isDate } of input)
                  sheet.getCell(address).value = isDate ? new Date(value) : value
                await workbook.xlsx.writeFile(file)
                """);
            AssertValues(form, await Check(form, path));
        }
    }

    [Fact]
    public async Task A_marked_workbook_opens_in_LibreOffice_and_exceljs_with_its_comments()
    {
        Prerequisite.SkipIfMissing(LibreOffice.MissingReason ?? ExcelJs.MissingReason);
        (string Name, byte[] File, string Cells)[] originals =
        [
            ("三月", ClerkWorkbook.Create(), "A2 C3"),
            ("四月", ClerkWorkbook.Create(hasComment: false), "A2 C3"),
            ("五月", Encoding.UTF8.GetBytes("市,指标,数值,日期\n溜博市,走访企业,-5,昨天\n"), "A2 D2"),
        ];
        foreach (var (name, file, _) in originals)
        {
            var marked = await GetMarked(name, file);
            Assert.Empty(WorkbookEditor.Validate(marked));
            await Save($"{name}-问题.xlsx", marked);
        }
        var notes = await ExcelJs.Run(Path.Combine(_folder, "四月-问题.xlsx"), null, """
            const note = (address) => workbook.worksheets[0].getCell(address).note.texts.map((run) => run.text).join('')
            return [note('A2'), note('C3'), workbook.worksheets[0].getCell('C3').formula]
            """);
        Assert.StartsWith("IpMonitor：\n没有名为“溜博市”的市", notes[0].GetString());
        Assert.StartsWith("IpMonitor：", notes[1].GetString());
        Assert.Equal("SUM(C2,1)", notes[2].GetString());

        var pdf = await LibreOffice.Convert(
            _folder, """pdf:calc_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}""",
            originals.Select(original => $"{original.Name}-问题.xlsx"));
        foreach (var (name, _, cells) in originals)
        {
            var path = Path.Combine(pdf, $"{name}-问题.pdf");
            var text = await LibreOffice.ReadPdf(path);
            Assert.Contains("没有名为“溜博市”的市", text);
            Assert.All(cells.Split(' '), cell => Assert.Contains(cell, text));
            // LibreOffice writes notes as annotations with texts in UTF-16.
            Assert.Contains(
                Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("没有名为“溜博市”的市")),
                Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)));
        }
    }

    private static byte[] Fill(byte[] template, (string Metric, string Column, object Value)[] typed) =>
        WorkbookEditor.Type(template, "填报", FindCells(template, typed));

    private static IEnumerable<(string Address, object Value)> FindCells(
        byte[] template, (string Metric, string Column, object Value)[] typed)
    {
        if (typed.Length == 0) return Events;
        using var spreadsheet = new XlsxSpreadsheet(new MemoryStream(template), new(), default);
        var rows = spreadsheet.ReadRows().Where(row => row.Sheet == "填报").ToList();
        return typed.Select(cell =>
            ($"{cell.Column}{rows.First(row => row[2].Text == cell.Metric).Number}", cell.Value));
    }

    private static void AssertValues(string form, JsonElement check)
    {
        Assert.Equal((0, "[]"), (check.GetProperty("rejected").GetInt32(), $"{check.GetProperty("problems")}"));
        var values = check.GetProperty("preview").EnumerateArray().Select(value => string.Join(
            ' ', new[] { "metric", "unit", "value", "date", "cumulative" }.Select(name =>
                value.TryGetProperty(name, out var item) ? $"{item}" : "")));
        Assert.Equal(
            form switch
            {
                "events" => ["enterprise.visited 370303 12 2026-04-20 False", "patent.granted  1234 2026-04-30 True"],
                "series" =>
                [
                    "patent.granted  1234 2026-04-30 True", "pledge.amount  5600000.5 2026-04-30 True",
                ],
                _ => ["patent.granted  31 2025-01-31 False", "patent.granted  28 2025-03-31 False"],
            },
            values);
    }

    private Task<byte[]> GetTemplate(string query) =>
        fixture.Server.Http.GetByteArrayAsync(
            new Uri($"/api/v1/imports/template?{query}&city={Zibo}", UriKind.Relative));

    private async Task<string> Save(string name, byte[] file)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, file);
        return path;
    }

    private async Task<JsonElement> Check(string form, string file)
    {
        using var response = await fixture.Server.Http.PostAsync(
            new Uri($"/api/v1/imports?form={form}&name=a.xlsx", UriKind.Relative),
            new ByteArrayContent(await File.ReadAllBytesAsync(file)));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.ReadJson();
    }

    private async Task<byte[]> GetMarked(string name, byte[] file)
    {
        using var response = await fixture.Server.Http.PostAsync(
            new Uri($"/api/v1/imports/marked?form=events&name={Uri.EscapeDataString(name)}", UriKind.Relative),
            new ByteArrayContent(file));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }
}
