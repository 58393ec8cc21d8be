using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpMonitor.BrowserTests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Import;

/// <summary>Tests how the import page shows the result of a check, with fixed responses.</summary>
public sealed class ImportResultTests(BrowserSession browser, SharedServerFixture shared)
    : IClassFixture<BrowserSession>, IClassFixture<SharedServerFixture>
{
    private const string Zibo = "370300";
    private static readonly byte[] File = Encoding.UTF8.GetBytes("市,指标,数值\n淄博市,走访企业,12\n");
    private static readonly JsonSerializerOptions WithoutNulls =
        new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly string[] Titles =
        ["市*", "填报单位", "所属区县", "指标*", "计量单位", "时期*", "上期累计", "累计", "说明", "联系人", "联系电话", "备注二"];
    private static readonly object ColumnQuestion = Question(
        "column:填报!C", "column_unknown", "填报", "C3", "“所属区县”列有数据，但不认识这个列名。它是哪一项？",
        ("unit", "填报单位"), ("ignore", "不读取这一列"));
    private static readonly object FormQuestion = Question(
        "form", "form_other", "填报", "A3", "这个文件像是累计报表，不像明细表。按哪一种核对？",
        ("series", "累计报表"), ("events", "明细表"), ("history", "上年同期"));

    [Fact]
    public async Task Answers_are_sent_with_the_same_file_until_nothing_is_open()
    {
        var page = await OpenPage();
        var requests = await Respond(page, query => query.Contains("answer=", StringComparison.Ordinal)
            ? CreateResponse([], [])
            : CreateResponse([ColumnQuestion], []));
        await Upload(page);
        var result = page.GetByTestId("result");
        await Expect(result.Locator("h2")).ToBeFocusedAsync();
        await Expect(result.Locator("h2")).ToHaveTextAsync("四月.csv：1 处需要确认");
        await Expect(result).Not.ToContainTextAsync("全部正确");
        await Expect(page.GetByTestId("submit")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("recheck")).ToBeDisabledAsync();

        await page.GetByLabel("不读取这一列").CheckAsync();
        await page.GetByTestId("recheck").ClickAsync();
        await Expect(result.Locator("h2")).ToHaveTextAsync("四月.csv：2 条新数据，全部正确");
        Assert.Equal(2, requests.Count);
        var (query, body) = requests[1];
        Assert.Contains("&answer=column%3A%E5%A1%AB%E6%8A%A5%21C%3Dignore", query, StringComparison.Ordinal);
        Assert.Equal(File, body);
        Assert.Equal(File, requests[0].Body);
        Assert.NotEqual(FindUpload(requests[0].Query), FindUpload(query));
    }

    [Fact]
    public async Task The_chosen_form_is_picked_and_checked_without_earlier_answers()
    {
        var page = await OpenPage();
        var requests = await Respond(page, query => query.Contains("form=series", StringComparison.Ordinal)
            ? CreateResponse([], [])
            : CreateResponse([FormQuestion, ColumnQuestion], []));
        await Upload(page);
        await page.GetByTestId("suggest-all").ClickAsync();
        await page.GetByTestId("recheck").ClickAsync();
        await Expect(page.GetByTestId("result").Locator("h2")).ToContainTextAsync("全部正确");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "累计报表", Exact = true }))
            .ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Matches("form=series&.*period=\\d{4}-\\d\\d&", requests[1].Query);
        Assert.DoesNotContain("answer=", requests[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_second_check_keeps_the_answers()
    {
        var page = await OpenPage();
        await Respond(page, query => query.Contains("answer=", StringComparison.Ordinal)
            ? null
            : CreateResponse([ColumnQuestion], []));
        await Upload(page);
        await page.GetByLabel("不读取这一列").CheckAsync();
        await page.GetByTestId("recheck").ClickAsync();
        await Expect(page.Locator("[data-problem='import_busy']")).ToContainTextAsync("请稍候");
        await Expect(page.GetByLabel("不读取这一列")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_check_asks_for_texts_in_the_language_of_the_page()
    {
        var page = await OpenPage();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        var request = await page.RunAndWaitForRequestAsync(
            () => ChooseFile(page), request => request.Url.Contains("/api/v1/imports?", StringComparison.Ordinal));
        Assert.Equal("en", await request.HeaderValueAsync("accept-language"));
    }

    [Fact]
    public async Task A_waiting_file_shows_its_place_in_the_queue()
    {
        var page = await OpenPage();
        var place = 4;
        var validated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/v1/imports/progress?upload=*", route => route.FulfillAsync(new()
        {
            Status = 200,
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new { waiting = place, rows = 0, held = 0 }),
        }));
        await page.RouteAsync("**/api/v1/imports?*", async route =>
        {
            await validated.Task;
            await Fulfill(route, CreateResponse([], []));
        });
        await ChooseFile(page);
        await Expect(page.GetByTestId("busy")).ToContainTextAsync("前面还有 3 个文件");
        place = 1;
        await Expect(page.GetByTestId("busy")).ToContainTextAsync("下一个就是这个文件");
        validated.SetResult();
        await Expect(page.GetByTestId("result")).ToContainTextAsync("全部正确");
    }

    [Theory]
    [InlineData(1920, 1080, "light")]
    [InlineData(1920, 1080, "dark")]
    [InlineData(3840, 2160, "light")]
    [InlineData(3840, 2160, "dark")]
    [InlineData(390, 844, "light")]
    [InlineData(390, 844, "dark")]
    public async Task A_click_opens_the_cell_with_its_neighbours_in_every_size(int width, int height, string theme)
    {
        var page = await OpenPage();
        await page.SetViewportSizeAsync(width, height);
        await page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme }", theme);
        await Respond(page, _ => CreateResponse([FormQuestion, ColumnQuestion], [
            Problem("H6", "“壹佰”不是数：请填阿拉伯数字。"), Problem("B7", "没有名为“张殿区”的填报单位：是否为“张店区”？"),
        ]));
        await Upload(page);
        Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(page, $"result {width}"));
        foreach (var (list, open, cell, text) in new[]
        {
            ("questions", "看单元格 填报!C3", "C3", "所属区县"), ("problems", "看单元格 H6", "H6", "壹佰"),
        })
        {
            var opener = page.GetByTestId(list).GetByRole(AriaRole.Button, new() { Name = open });
            await opener.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            var grid = page.GetByTestId(list).GetByTestId("excerpt");
            await Expect(grid).ToContainTextAsync(cell);
            var target = grid.Locator("td[tabindex='0']");
            await Expect(target).ToBeFocusedAsync();
            await Expect(target).ToHaveTextAsync(text);
            await Expect(target).ToBeInViewportAsync();
            await Expect(grid.GetByRole(AriaRole.Rowheader, new() { Name = "3", Exact = true })).ToBeVisibleAsync();
            Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(page, $"{list} {width}"));
            await TakeFullScreenshot(page, $"import-{list}-{width}-{theme}");
            Assert.True(await FitsWidth(page), $"The page is wider than {width}.");
            await page.Keyboard.PressAsync("Escape");
            await Expect(grid).ToHaveCountAsync(0);
            await Expect(opener).ToBeFocusedAsync();
        }
    }

    private Task<IPage> OpenPage() => shared.OpenSignedInPage(browser, "/data", "zibo", "bureau", Zibo);

    // Records the query and body of each check; a null response is a full queue.
    private static async Task<List<(string Query, byte[]? Body)>> Respond(IPage page, Func<string, object?> respond)
    {
        var requests = new List<(string Query, byte[]? Body)>();
        await page.RouteAsync("**/api/v1/imports?*", route =>
        {
            var query = new Uri(route.Request.Url).Query;
            requests.Add((query, route.Request.PostDataBuffer));
            return Fulfill(route, respond(query));
        });
        return requests;
    }

    private static Task Fulfill(IRoute route, object? response) => route.FulfillAsync(new()
    {
        Status = response is null ? 503 : 200,
        ContentType = "application/json",
        Body = JsonSerializer.Serialize(
            response ?? new { status = 503, code = "import_busy", detail = "正在核对的文件较多：请稍候几秒再上传。" },
            WithoutNulls),
    });

    private static async Task Upload(IPage page)
    {
        await ChooseFile(page);
        await Expect(page.GetByTestId("result")).ToBeVisibleAsync();
    }

    private static async Task ChooseFile(IPage page)
    {
        var input = page.GetByTestId("file");
        await Expect(input).ToHaveAttributeAsync("accept", ".xlsx,.xls,.csv");
        await input.SetInputFilesAsync(new FilePayload { Name = "四月.csv", MimeType = "text/csv", Buffer = File });
    }

    private static string FindUpload(string query) => query[query.IndexOf("upload=", StringComparison.Ordinal)..];

    private static Task<bool> FitsWidth(IPage page) => page.EvaluateAsync<bool>(
        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth");

    private static async Task TakeFullScreenshot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("IPM_SHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    private static object Question(
        string id, string code, string sheet, string cell, string message,
        params (string Value, string Text)[] choices) =>
        new
        {
            id,
            code,
            sheet,
            cell,
            message,
            choices = choices.Select(choice => new { value = choice.Value, text = choice.Text }),
        };

    private static object Problem(string cell, string message) =>
        new { sheet = "填报", cell, row = int.Parse(cell[1..], null), field = "value", code = "value_invalid", message };

    private static object CreateResponse(object[] questions, object[] problems) => new
    {
        file = "四月.csv",
        form = "series",
        rows = 6,
        fresh = 2,
        duplicates = 1,
        rejected = problems.Length,
        problems,
        questions,
        preview = new object[]
        {
            Value("H4", "patent.granted", 380, fresh: true, recorded: 300),
            Value("H5", "enterprise.visited", 12, fresh: true, recorded: null),
            Value("H8", "license.open", 7, fresh: false, recorded: 7),
        },
        ignoredColumns = Array.Empty<string>(),
        ignoredSheets = new[] { "填表说明" },
        sheets = new[]
        {
            new
            {
                name = "填报",
                headerRow = 3,
                columns = Titles.Select((title, i) => new
                {
                    cell = $"{(char)('A' + i)}3",
                    title,
                    field = title switch
                    {
                        "市*" => "city",
                        "填报单位" => "unit",
                        "指标*" => "metric",
                        "计量单位" => "measure",
                        "时期*" => "period",
                        "累计" => "ytd",
                        "说明" => "note",
                        _ => null,
                    },
                }),
                period = new { text = "2026-04" },
                measureUnit = new { text = "万元", cell = "A2" },
                hiddenRows = 3,
                skippedRows = new[] { new { row = 12, kind = "total", text = "合计" } },
                filledCells = 4,
            },
        },
        excerpt = Enumerable.Range(1, 9).Select(row => new
        {
            sheet = "填报",
            row,
            cells = row switch
            {
                1 => ["2026年4月知识产权工作累计报表"],
                2 => ["单位：万元"],
                3 => Titles,
                _ => new[]
                {
                    "淄博市", row == 7 ? "张殿区" : "张店区", "张店", "专利授权量", "件", "2026-04", "300",
                    row == 6 ? "壹佰" : "380", "本月集中授权", "张三", "0533-1234567", "",
                },
            },
        }),
    };

    private static object Value(string cell, string metric, int value, bool fresh, int? recorded) =>
        new { cell, city = Zibo, metric, value, date = "2026-04-30", cumulative = true, fresh, recorded };
}
