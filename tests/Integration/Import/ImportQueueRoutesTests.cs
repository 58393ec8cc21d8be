using System.Net;
using System.Text;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Many uploads at once over REST, on a real server.</summary>
public sealed class ImportQueueRoutesTests
{
    private const int RowsPerFile = 2_000;

    [Fact]
    public async Task Uploads_of_several_accounts_wait_with_their_place_and_all_are_validated()
    {
        await using var server = await DashboardHost.Start();
        using var admin = await ApiClient.CreateAdmin(server);
        using var jinan = await admin.CreateAccountAndSignIn(server, "jinan", "bureau", "370100");
        using var zibo = await admin.CreateAccountAndSignIn(server, "zibo", "bureau", "370300");
        (ApiClient Client, string Upload)[] files =
        [
            .. Enumerable.Range(0, 24).Select(i => (zibo, $"z{i}")), (jinan, "j0"), (admin, "a0"), (jinan, "j1"),
        ];
        var uploads = files.Select((file, i) => Post(file.Client, CreateFile(i), $"upload={file.Upload}")).ToList();
        var (all, places, overtaken) = (Task.WhenAll(uploads), new List<int>(), false);
        while (!all.IsCompleted)
        {
            if (await FindPlace(zibo, "z23") is { } place) places.Add(place);
            overtaken |= uploads[24].IsCompleted && uploads.Take(24).Any(upload => !upload.IsCompleted);
            await Task.WhenAny(all, Task.Delay(10, TestContext.Current.CancellationToken));
        }
        foreach (var response in await all)
        {
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            Assert.Equal(RowsPerFile, (await response.ReadJson()).GetProperty("rows").GetInt32());
        }
        Assert.Contains(places, place => place > 1);
        // The files of one account do not hold up those of another.
        Assert.True(overtaken);
        Assert.Equal(HttpStatusCode.NoContent, (await GetProgress(zibo, null)).StatusCode);
    }

    [Fact]
    public async Task Uploads_beyond_the_queue_are_refused_and_one_that_disconnects_leaves_at_once()
    {
        await using var server = await DashboardHost.Start(
            "--Import:MaxQueuedFiles=4", "--Import:MaxMegabytes=1", "--Import:MaxQueuedMegabytes=1");
        using var client = new ApiClient(server.Address, DashboardServer.Key);
        using var admin = await ApiClient.CreateAdmin(server);
        // A client that stops in the middle of its file keeps the whole room on disk.
        using var stop = new CancellationTokenSource();
        var slow = Post(client, new StalledContent(1 << 20), "upload=slow", stop.Token);
        await Eventually.BecomesTrue(async () =>
            (await GetProgress(client, "slow")).StatusCode == HttpStatusCode.OK);
        using var cancellation = new CancellationTokenSource();
        var cancelled = Post(admin, CreateFile(0), "upload=1", cancellation.Token);
        await Eventually.BecomesTrue(async () => await FindPlace(admin, "1") == 2);
        var next = Post(admin, CreateFile(1), "upload=2");
        await Eventually.BecomesTrue(async () => await FindPlace(admin, "2") == 3);
        using (var refused = await Post(admin, CreateFile(2), "upload=3"))
        {
            Assert.Equal((503, "import_busy"), await refused.ReadProblem());
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Eventually.BecomesTrue(async () => await FindPlace(admin, "2") == 2);
        Assert.Equal(HttpStatusCode.NoContent, (await GetProgress(admin, "1")).StatusCode);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        using var response = await next;
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await GetProgress(client, null)).StatusCode);
    }

    [Theory]
    [InlineData("MaxQueuedFiles=0", "above zero")]
    [InlineData("MaxQueuedMegabytes=19", "Import:MaxQueuedMegabytes")]
    public async Task A_limit_that_no_file_can_pass_refuses_the_start(string setting, string expected)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DashboardHost.Start($"--Import:{setting}"));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Post(
        ApiClient client, HttpContent file, string query, CancellationToken cancellation = default) =>
        client.Http.PostAsync($"/api/v1/imports?form=events&name=a.csv&{query}", file, cancellation);

    private static ByteArrayContent CreateFile(int file) => new(Encoding.UTF8.GetBytes(
        $"指标,数值,日期,编号\n{string.Concat(
            Enumerable.Range(0, RowsPerFile).Select(row => $"走访企业,1,2025-04-20,{file}-{row}\n"))}"));

    private static Task<HttpResponseMessage> GetProgress(ApiClient client, string? upload) =>
        client.Http.GetAsync($"/api/v1/imports/progress{(upload is null ? "" : $"?upload={upload}")}");

    private static async Task<int?> FindPlace(ApiClient client, string upload)
    {
        using var response = await GetProgress(client, upload);
        return response.StatusCode == HttpStatusCode.OK
            && (await response.ReadJson()).TryGetProperty("waiting", out var waiting)
            ? waiting.GetInt32()
            : null;
    }

    /// <summary>Sends one byte of its length and waits until the request is cancelled.</summary>
    private sealed class StalledContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, TestContext.Current.CancellationToken);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[1], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length1)
        {
            length1 = length;
            return true;
        }
    }
}
