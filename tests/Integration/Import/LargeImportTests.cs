using System.Diagnostics;
using System.Globalization;
using System.Text;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Imports files of the maximum number of rows into a real server; measures time and memory.</summary>
public sealed class LargeImportTests(ITestOutputHelper output)
{
    private const int Rows = 100_000;

    // Memory of an idle server, of the rows as workbook and as CSV, and of garbage not yet collected.
    private const int MaxMegabytes = 700;

    // Polls without progress after which the import counts as stuck; counted, to be independent of the machine's speed.
    private const int MaxIdlePolls = 1_000;

    [Fact]
    public async Task Checking_100_000_rows_keeps_the_server_responsive_and_memory_bounded()
    {
        await using var server = await DashboardProcess.Start();
        // The total time is not limited: the test ends, or fails when there is no progress.
        using var sender = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        sender.DefaultRequestHeaders.Authorization = server.Http.DefaultRequestHeaders.Authorization;
        var workbook = WorkbookBuilder.Create([
            ["市", "填报单位", "指标", "数值", "日期", "文号"], .. Enumerable.Range(0, Rows).Select(Row)
        ]);
        var csv = Encoding.UTF8.GetBytes(
            $"市,填报单位,指标,数值,日期,文号\n{string.Join(
                '\n',
                Enumerable.Range(0, Rows).Select(i =>
                    string.Join(',', Row(i).Select(cell => cell is DateOnly day ? $"{day:yyyy-MM-dd}" : cell))))}");
        output.WriteLine(
            $"idle {server.WorkingSetMegabytes.Now} MB; workbook {workbook.Length
                >> 10} KB, CSV {csv.Length >> 10} KB");
        foreach (var (name, file) in new[] { ("xlsx", workbook), ("csv", csv) })
        {
            var clock = Stopwatch.StartNew();
            var check = sender.PostAsync(
                new Uri($"/api/v1/imports?form=events&name=large.{name}", UriKind.Relative),
                new ByteArrayContent(file),
                TestContext.Current.CancellationToken);
            var slowest = TimeSpan.Zero;
            var (rows, heldCounts) = (new List<int>(), new List<int>());
            for (var (seen, idlePolls) = ((0, 0), 0); !check.IsCompleted; idlePolls++)
            {
                if ((rows.LastOrDefault(), heldCounts.LastOrDefault()) is var now
                    && now != seen) (seen, idlePolls) = (now, 0);
                Assert.True(idlePolls < MaxIdlePolls, $"The import makes no progress at {seen}.");
                var stopwatch = Stopwatch.StartNew();
                await server.Http.GetJson("/api/v1/rankings/patent.granted?period=2025");
                slowest = stopwatch.Elapsed > slowest ? stopwatch.Elapsed : slowest;
                using var progressResponse = await server.Http.GetAsync(
                    "/api/v1/imports/progress", TestContext.Current.CancellationToken);
                if (progressResponse.StatusCode == System.Net.HttpStatusCode.OK
                    && await progressResponse.ReadJson() is var progress)
                {
                    rows.Add(progress.GetProperty("rows").GetInt32());
                    heldCounts.Add(progress.GetProperty("held").GetInt32());
                }
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            using var response = await check;
            var json = await response.ReadJson();
            Assert.True(response.IsSuccessStatusCode, json.GetRawText()[..Math.Min(500, json.GetRawText().Length)]);
            Assert.Equal(
                (Rows, Rows, 0),
                (json.GetProperty("rows").GetInt32(),
                    json.GetProperty("fresh").GetInt32(),
                    json.GetProperty("rejected").GetInt32()));
            Assert.Equal(Rows / 1000, json.GetProperty("submission").GetProperty("partsThere").GetInt32());
            Assert.Equal(rows.Order(), rows);
            Assert.Equal(heldCounts.Order(), heldCounts);
            Assert.Contains(rows, seen => seen is > 0 and < Rows);
            Assert.Contains(heldCounts, seen => seen is > 0 and < Rows);
            Assert.Equal(
                System.Net.HttpStatusCode.NoContent,
                (await server.Http.GetAsync(
                    "/api/v1/imports/progress", TestContext.Current.CancellationToken)).StatusCode);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {clock.Elapsed.TotalSeconds:0.0} s, others waited "
                        + $"{slowest.TotalMilliseconds:0} ms at most, {server.WorkingSetMegabytes.Peak} MB at most"));
            // Not in parallel: on a slow machine both would take longer.
            Assert.True(slowest < clock.Elapsed / 4, $"Others waited {slowest} of {clock.Elapsed}.");
        }
        Assert.InRange(server.WorkingSetMegabytes.Peak, 1, MaxMegabytes);
    }

    private static object?[] Row(int i) =>
        ["淄博市", "张店区", "专利授权量", i % 97 + 1, new DateOnly(2025, 1, 1).AddDays(i % 300), $"鲁知〔2025〕{i}号"];
}
