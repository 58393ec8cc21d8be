using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IpMonitor.Dashboard.Import;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Imports over REST, on a real server without a review step.</summary>
public sealed class ImportRoutesTests : IAsyncLifetime
{
    private DashboardServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await DashboardHost.Start(["--Review:Rules:0:Source=desk", "--Review:Rules:0:Required=false"]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_submitted_file_counts_once_and_can_be_corrected_after_an_undo()
    {
        object?[][] rows = [
            ["市", "指标", "数值", "日期"], ["淄博市", "走访企业", 12, new DateOnly(2025, 4, 20)],
            ["济南市", "走访企业", 8, new DateOnly(2025, 4, 21)]
        ];
        var file = WorkbookBuilder.Create(rows);
        var first = await Check("events", file);
        var id = first.GetProperty("submission").GetProperty("about").GetProperty("id").GetString()!;
        Assert.Equal(
            (2, "draft"),
            (first.GetProperty("fresh").GetInt32(), first.GetProperty("submission").GetProperty("state").GetString()));
        Assert.Equal(0, await GetVisitedCount());

        await _server.Restart();
        Assert.Equal(
            id,
            (await Check("events", file)).GetProperty("submission").GetProperty("about").GetProperty("id").GetString());
        await PostSubmission($"{id}/submit");
        await WaitForState(id, "published");
        Assert.Equal(20, await GetVisitedCount());

        var again = await Check("events", file);
        Assert.Equal(
            (0, 2, false),
            (again.GetProperty("fresh").GetInt32(),
                again.GetProperty("duplicates").GetInt32(),
                again.TryGetProperty("submission", out _)));
        Assert.Equal(20, await GetVisitedCount());

        await PostSubmission($"{id}/undo", new { reason = "填错了一行" });
        await WaitForState(id, "undone");
        Assert.Equal(0, await GetVisitedCount());
        rows[1][2] = 13;
        var correctedFile = WorkbookBuilder.Create(rows);
        var corrected = (await Check("events", correctedFile))
            .GetProperty("submission")
            .GetProperty("about")
            .GetProperty("id")
            .GetString()!;
        await PostSubmission($"{corrected}/submit");
        await WaitForState(corrected, "published");
        Assert.Equal(21, await GetVisitedCount());
        // An undone file may be submitted again unchanged.
        await PostSubmission($"{corrected}/undo", new { reason = "还是错了" });
        await WaitForState(corrected, "undone");
        var resubmitted = (await Check("events", correctedFile))
            .GetProperty("submission")
            .GetProperty("about")
            .GetProperty("id")
            .GetString()!;
        Assert.NotEqual(corrected, resubmitted);
        await PostSubmission($"{resubmitted}/submit");
        await WaitForState(resubmitted, "published");
        Assert.Equal(21, await GetVisitedCount());

        await _server.Stop();
        var auditLog = Path.Combine(_server.DataFolder, "trail.ndjson");
        await _server.RunStoreCommand("export", auditLog);
        Assert.Contains("import.stage", await File.ReadAllTextAsync(auditLog, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_completed_template_is_accepted()
    {
        using var posted = await _server.Http.PostEvents(
            new
            {
                id = "1",
                source = "t",
                city = "370300",
                metric = "patent.granted",
                value = 300,
                date = "2025-03-31",
                basis = "ytd",
            });
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        var rows = await Template("form=series&city=370300&period=2025-04");
        var row = rows.Single(cells => cells[2].Text == "专利授权量");
        Assert.Equal("上期累计（截至2025年3月31日）", rows[0][5].Text);
        Assert.Equal(
            new Cell[] { new("淄博市"), new(""), new("专利授权量"), new("件"), new("2025-04"), new("300", CellKind.Number) },
            row.Cells.Take(6));
        Assert.All(row.Cells.Skip(6), cell => Assert.True(cell.IsBlank));
        var accepted = await Check(
            "series",
            WorkbookBuilder.Create(
                [.. rows[0].Cells.Select(cell => cell.Text)], [.. row.Cells.Take(6).Select(cell => cell.Text), 380]));
        Assert.Equal((1, 0), (accepted.GetProperty("fresh").GetInt32(), accepted.GetProperty("rejected").GetInt32()));

        var history = await Template("form=history&city=370300&period=2025");
        Assert.Equal("300", history.Single(cells => cells[2].Text == "专利授权量")[7].Text);
        var events = await Template("form=events");
        Assert.Equal(
            ImportFields.GetFields(ImportForm.Events).Select(column => column.Title),
            Assert.Single(events).Cells.Select(cell => cell.Text));
    }

    [Theory]
    [InlineData("2025-W14", "上期累计（截至2025年3月30日）")]
    [InlineData("2025-W01", "上期累计（截至2024年12月31日）")] // begins on 30 December 2024 and counts from 1 January 2025
    [InlineData("2025-01", "上期累计（截至2024年12月31日）")]
    public async Task A_template_ends_the_cumulative_figures_before_its_period(string period, string title) =>
        Assert.Equal(title, (await Template($"form=series&city=370300&period={period}"))[0][5].Text);

    [Fact]
    public async Task The_annotated_file_can_be_corrected_and_sent_again()
    {
        object?[][] rows = [
            ["市", "指标", "数值", "日期", "说明"], ["溜博市", "走访企业", 12, "2025-04-20", "=cmd|x"],
            ["济南市", "走访企业", 8, "2025-04-21", null]
        ];
        var marked = await GetMarkedFile("events", WorkbookBuilder.Create(rows));
        using (var grid = new XlsxSpreadsheet(new MemoryStream(marked), new(), TestContext.Current.CancellationToken))
        {
            var read = grid.ReadRows().ToList();
            Assert.Equal(["市", "指标", "数值", "日期", "说明"], read[0].Cells.Select(cell => cell.Text));
            Assert.Equal(("溜博市", "12", "=cmd|x"), (read[1][0].Text, read[1][2].Text, read[1][4].Text));
            Assert.Equal(["Sheet1", "问题"], read.Select(row => row.Sheet).Distinct());
            Assert.StartsWith("没有名为“溜博市”的市：是否为“淄博市”？", read[^1][3].Text);
        }
        var again = await Check("events", marked);
        Assert.Equal("A2", again.GetProperty("problems")[0].GetProperty("cell").GetString());
        Assert.Empty(again.GetProperty("ignoredSheets").EnumerateArray());
        var corrected = WorkbookEditor.Type(marked, "Sheet1", [("A2", "淄博市")]);
        Assert.Equal(2, (await Check("events", corrected)).GetProperty("fresh").GetInt32());

        var csv = Encoding.UTF8.GetBytes("市,指标,数值,日期,说明\n溜博市,走访企业,12,2025-04-20,@cmd\n");
        var fromCsv = await GetMarkedFile("events", csv);
        Assert.StartsWith("IpMonitor：\n没有名为“溜博市”", WorkbookEditor.ReadComments(fromCsv, "数据")["A2"]);
        Assert.Equal("A2", (await Check("events", fromCsv)).GetProperty("problems")[0].GetProperty("cell").GetString());
    }

    [Fact]
    public async Task An_unreadable_import_is_refused_with_a_code()
    {
        foreach (var (status, code, query, body) in new[]
        {
            (400, "form_invalid", "form=x", "a"), (400, "period_invalid", "form=series&period=x", "a"),
            (400, "name_invalid", "form=events&name=%0A", "a"), (400, "file_empty", "form=events", ""),
            (400, "upload_invalid", $"form=events&upload={new string('x', 65)}", "a"),
            (422, "header_missing", "form=events", "hello"),
            (422, "workbook_broken", "form=events", "PK\u0003\u0004xxxx"),
        })
        {
            using var response = await Post($"?{query}", Encoding.Latin1.GetBytes(body));
            Assert.Equal((status, code), await response.ReadProblem());
        }
    }

    [Fact]
    public async Task A_file_above_the_size_limit_is_read_to_its_end_and_refused()
    {
        using var response = await Post("?form=events", new byte[21 * 1024 * 1024]);
        Assert.Equal((413, "file_too_large"), await response.ReadProblem());
    }

    private async Task<JsonElement> Check(string form, byte[] file)
    {
        using var response = await Post($"?form={form}&name=%E8%A1%A8.xlsx", file);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.ReadJson();
    }

    private async Task<byte[]> GetMarkedFile(string form, byte[] file)
    {
        using var response = await Post($"/marked?form={form}&name=%E8%A1%A8.xls", file);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal("表-问题.xlsx", response.Content.Headers.ContentDisposition?.FileNameStar);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private Task<HttpResponseMessage> Post(string query, byte[] file) =>
        _server.Http.PostAsync(new Uri($"/api/v1/imports{query}", UriKind.Relative), new ByteArrayContent(file));

    private async Task<List<SpreadsheetRow>> Template(string query)
    {
        using var grid = new XlsxSpreadsheet(
            new MemoryStream(
                await _server.Http.GetByteArrayAsync(new Uri($"/api/v1/imports/template?{query}", UriKind.Relative))),
            new(),
            TestContext.Current.CancellationToken);
        return [.. grid.ReadRows().Where(row => row.Sheet == "填报")];
    }

    private async Task<decimal> GetVisitedCount() =>
        (await _server.Http.GetJson("/api/v1/rankings/enterprise.visited?period=2025"))
            .GetProperty("rows")
            .EnumerateArray()
            .Sum(row => row.GetProperty("value").GetDecimal());

    private async Task PostSubmission(string path, object? body = null)
    {
        var id = path[..path.IndexOf('/', StringComparison.Ordinal)];
        var read = await _server.Http.GetJson($"/api/v1/submissions/{id}");
        var action = JsonSerializer.SerializeToNode(body ?? new { })!;
        action["version"] = read.GetProperty("version").GetInt32();
        using var response = await _server.Http.PostAsJsonAsync($"/api/v1/submissions/{path}", action);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task WaitForState(string id, string state)
    {
        for (var tries = 0; (await _server.Http.GetJson($"/api/v1/submissions/{id}"))
            .GetProperty("state").GetString() != state; tries++)
        {
            Assert.True(tries < 200, string.Create(CultureInfo.InvariantCulture, $"{id} does not become {state}"));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
