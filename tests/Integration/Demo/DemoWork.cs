using System.Globalization;
using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Demo;

/// <summary>Does the work that the personas of the demo find.</summary>
internal static class DemoWork
{
    // The title of the column of the values before, which precedes the column to fill.
    private const string PreviousTitle = "上期累计";

    /// <summary>Signs in as a persona.</summary>
    public static async Task<ApiClient> SignIn(DashboardServer server, string persona)
    {
        var client = new ApiClient(server.Address);
        using var response = await client.Http.PostAsJsonAsync("/api/v1/demo/session", new { persona });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return client;
    }

    /// <summary>
    /// Fills each row of the clerk's template for the previous month that has a value before, submits and publishes it.
    /// </summary>
    public static async Task HandInPreviousMonth(DashboardServer server, DateOnly today)
    {
        using var clerk = await SignIn(server, "clerk");
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        var period = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        using var download = await clerk.Http.GetAsync($"/api/v1/imports/template?form=series&period={period}");
        Assert.StartsWith(
            "演示数据-", download.Content.Headers.ContentDisposition?.FileNameStar, StringComparison.Ordinal);
        var template = await download.Content.ReadAsByteArrayAsync();
        var levels = (await clerk.Http.GetJson("/api/v1/metrics")).EnumerateArray()
            .Where(metric => metric.GetProperty("kind").GetString() == "level")
            .Select(metric => metric.GetProperty("name").GetString())
            .ToHashSet();
        var rows = WorkbookEditor.ReadTexts(template, "填报");
        var column = Array.FindIndex(rows[0], title => title.StartsWith(PreviousTitle, StringComparison.Ordinal));
        var filled = rows.Index().Skip(1)
            .Where(row => row.Item[column].Length > 0)
            .Select(row => (
                Address: $"{(char)('A' + column + 1)}{row.Index + 1}",
                Value: (object)Continue(
                    decimal.Parse(row.Item[column], NumberStyles.Float, CultureInfo.InvariantCulture),
                    levels.Contains(row.Item[2]))))
            .ToList();
        Assert.True(filled.Count >= 25, $"{filled.Count} rows have a value before");

        using var checkedFile = await clerk.Http.PostAsync(
            $"/api/v1/imports?form=series&period={period}&name={period}.xlsx",
            new ByteArrayContent(WorkbookEditor.Type(template, "填报", filled)));
        var result = await checkedFile.ReadJson();
        Assert.True(checkedFile.IsSuccessStatusCode, $"{result}");
        Assert.True(result.GetProperty("problems").GetArrayLength() == 0, $"{result.GetProperty("problems")}");
        Assert.Equal(filled.Count, result.GetProperty("fresh").GetInt32());
        var id = result.GetProperty("submission").GetProperty("about").GetProperty("id").GetString();
        using var submitted = await Act(clerk, id, "submit");
        Assert.True(submitted.IsSuccessStatusCode, await submitted.Content.ReadAsStringAsync());
        using var reviewer = await SignIn(server, "reviewer");
        await Eventually.BecomesTrue(async () => await GetState(reviewer, id!) == "submitted");
        await Publish(reviewer, id!);

        decimal Continue(decimal before, bool isLevel) => decimal.Floor(
            isLevel ? before : month.Month == 1 ? before / 12 : before * month.Month / (month.Month - 1));
    }

    /// <summary>Publishes the submission that waits for review when the demo opens.</summary>
    public static async Task PublishWaitingSubmission(DashboardServer server)
    {
        using var reviewer = await SignIn(server, "reviewer");
        var waiting = (await reviewer.Http.GetJson("/api/v1/submissions?state=submitted")).GetProperty("submissions");
        var about = Assert.Single(waiting.EnumerateArray()).GetProperty("about");
        Assert.Contains("演示", about.GetProperty("title").GetString(), StringComparison.Ordinal);
        await Publish(reviewer, about.GetProperty("id").GetString()!);
    }

    /// <summary>Orders a screen to show a scene.</summary>
    public static async Task SendOrder(DashboardServer server, string screen, string scene)
    {
        using var organizer = await SignIn(server, "organizer");
        using var ordered = await organizer.Http.PostAsJsonAsync(
            "/api/v1/screens/orders", new { screens = new[] { screen }, order = new { kind = "show", scene } });
        Assert.True(ordered.IsSuccessStatusCode, await ordered.Content.ReadAsStringAsync());
    }

    private static async Task Publish(ApiClient reviewer, string id)
    {
        using var published = await Act(reviewer, id, "publish");
        Assert.True(published.IsSuccessStatusCode, await published.Content.ReadAsStringAsync());
        await Eventually.BecomesTrue(async () => await GetState(reviewer, id) == "published");
        var submission = await reviewer.Http.GetJson($"/api/v1/submissions/{id}");
        Assert.Equal(0, submission.GetProperty("refused").GetInt32());
    }

    private static async Task<HttpResponseMessage> Act(ApiClient client, string? id, string action)
    {
        var version = (await client.Http.GetJson($"/api/v1/submissions/{id}")).GetProperty("version").GetInt32();
        return await client.Http.PostAsJsonAsync($"/api/v1/submissions/{id}/{action}", new { version });
    }

    private static async Task<string?> GetState(ApiClient reviewer, string id) =>
        (await reviewer.Http.GetJson($"/api/v1/submissions/{id}")).GetProperty("state").GetString();
}
