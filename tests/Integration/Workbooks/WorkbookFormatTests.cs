using System.Net.Http.Headers;
using DocumentFormat.OpenXml.Spreadsheet;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Import;
using static IpMonitor.IntegrationTests.Workbooks.WorkbookFixture;

namespace IpMonitor.IntegrationTests.Workbooks;

/// <summary>Workbooks have formats, header and foot in both languages, and open in LibreOffice.</summary>
public sealed class WorkbookFormatTests(WorkbookFixture fixture) : WorkbookTestBase(fixture)
{
    [Fact]
    public async Task A_qualifier_is_in_the_number_format_of_a_number()
    {
        foreach (var (lang, over, about, city) in ((string, string, string, string)[])
        [
            ("zh-CN", "#,##0.00\"余\"", "\"约\"#,##0.00", "城市"),
            ("en", "\"over \"#,##0.00", "\"about \"#,##0.00", "City"),
        ])
        {
            var sheet = Assert.Single(await Download($"rankings/pledge.amount?{Month}&lang={lang}"));
            var value = sheet.Header[2];
            var formats = Enumerable.Range(0, 3).ToDictionary(
                row => sheet[row, city].Text, row => sheet[row, value]);
            var names = lang == "en" ? ("Jinan", "Qingdao", "Zibo") : ("济南市", "青岛市", "淄博市");
            Assert.Equal(over, formats[names.Item1].Format);
            Assert.Equal(about, formats[names.Item2].Format);
            Assert.Equal("#,##0.00", formats[names.Item3].Format);
            Assert.All(formats.Values, cell => Assert.NotNull(cell.Number));
        }
    }

    [Fact]
    public async Task The_foot_names_time_definition_source_and_position_in_both_languages()
    {
        var sheet = Assert.Single(await Download($"rankings/pledge.amount?{Month}"));
        Assert.Equal(["数据截至：", "统计口径：", "来源：", "日志位置："], sheet.Foot.Select(line => line[..(line.IndexOf('：') + 1)]));
        Assert.Matches(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", sheet.Foot[0]);
        Assert.Contains("本期累计，越高越好 · 来源 各市报送", sheet.Foot[1]);
        var english = Assert.Single(await Download($"rankings/pledge.amount?{Month}&lang=en"));
        Assert.StartsWith("Data as of: ", english.Foot[0]);
        Assert.DoesNotMatch(
            @"\p{IsCJKUnifiedIdeographs}", string.Concat([english.Title, .. english.Header, .. english.Foot]));
        // The source is the address that answers with the same figures.
        var address = new Uri(sheet.Foot[2]["来源：".Length..]);
        Assert.EndsWith($"&asOf={sheet.Foot[3]["日志位置：".Length..]}", address.Query);
        var json = await Http.GetJson(address.PathAndQuery);
        Assert.Equal(GetNumber(json.GetProperty("rows")[0], "value"), sheet[0, "数值（元）"].Number);
    }

    [Fact]
    public async Task The_Accept_header_asks_for_a_workbook_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/rankings/pledge.amount?{Month}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(WorkbookExport.ContentType));
        request.Headers.AcceptLanguage.Add(new("en"));
        using var response = await Http.SendAsync(request);
        Assert.Equal(WorkbookExport.ContentType, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "Pledge financing amount registered-2025-08.xlsx",
            response.Content.Headers.ContentDisposition is { } disposition
                ? disposition.FileNameStar ?? disposition.FileName
                : null);
        var sheet = Assert.Single(DownloadedSheet.Read(await response.Content.ReadAsByteArrayAsync()));
        Assert.Equal("City", sheet.Header[1]);
    }

    [Fact]
    public async Task A_wrong_format_language_or_question_is_refused()
    {
        foreach (var (query, expected) in ((string, (int, string))[])
        [
            ("rankings/pledge.amount?format=pdf", (400, "format_invalid")),
            ("rankings/pledge.amount?format=xlsx&layout=poster", (400, "format_invalid")),
            ("reference/campaigns.json?format=xlsx", (400, "format_invalid")),
            ("rankings/pledge.amount?format=xlsx&lang=fr", (400, "lang_invalid")),
            ("rankings/none?format=xlsx", (404, "metric_unknown")),
            ("rankings/fine.amount?format=xlsx", (422, "metric_not_ranked")),
            ("rankings/pledge.amount?format=xlsx&asOf=999999999", (404, "as_of_unknown")),
        ])
            Assert.Equal(
                (query, expected), (query, await (await Http.GetAsync($"/api/v1/{query}")).ReadProblem()));
    }

    [Fact]
    public async Task Workbooks_open_in_LibreOffice_with_their_numbers_and_texts()
    {
        Prerequisite.SkipIfMissing(LibreOffice.MissingReason);
        var folder = Directory.CreateTempSubdirectory("ipm-workbooks-").FullName;
        try
        {
            (string Name, string Query)[] files =
            [
                ("ranking", $"rankings/pledge.amount?{Month}"),
                ("bulletin", $"rankings/patent.invention.granted?{Month}&layout=bulletin"),
                ("city", $"cities/{Zibo}?{Month}&lang=en"),
                ("campaign", "campaigns/publicity-week-2025"),
            ];
            foreach (var (name, query) in files)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.xlsx"), await GetFile(query));
            var csv = await LibreOffice.Convert(
                folder, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true",
                files.Select(file => $"{file.Name}.xlsx"));
            var ranking = await File.ReadAllTextAsync(Path.Combine(csv, "ranking.csv"));
            Assert.Matches("淄博市,\"[0-9,]+\\.\\d\\d\"", ranking);
            Assert.Matches("济南市,\"[0-9,]+\\.\\d\\d余\"", ranking);
            Assert.Matches("青岛市,\"约[0-9,]+\\.\\d\\d\"", ranking);
            Assert.Contains("统计口径：", ranking);
            Assert.Contains("山东省", await File.ReadAllTextAsync(Path.Combine(csv, "bulletin.csv")));
            Assert.Contains("Pledge financing", await File.ReadAllTextAsync(Path.Combine(csv, "city.csv")));
            Assert.Contains("\"4,200余\"", await File.ReadAllTextAsync(Path.Combine(csv, "campaign.csv")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_table_prints_as_wide_as_a_page_with_its_header_on_each_page()
    {
        var file = await GetFile($"rankings/patent.invention.granted?{Month}&layout=bulletin");
        WorkbookEditor.Read(file, workbook =>
        {
            var sheet = WorkbookEditor.FindSheet(workbook, "通报表").Worksheet!;
            Assert.True(sheet.SheetProperties!.PageSetupProperties!.FitToPage!.Value);
            var setup = sheet.GetFirstChild<PageSetup>()!;
            Assert.Equal((9u, 0u), (setup.PaperSize!.Value, setup.FitToHeight!.Value));
            var titles = Assert.Single(workbook.Workbook!.DefinedNames!.Elements<DefinedName>());
            Assert.Equal(("_xlnm.Print_Titles", "'通报表'!$1:$3"), (titles.Name!.Value, titles.Text));
            return true;
        });
    }
}
