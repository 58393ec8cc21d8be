using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Extensions.Options;

namespace IpMonitor.IntegrationTests.Ingestion;

/// <summary>Memory limits of concurrent reports.</summary>
public sealed class IngestionLimitTests
{
    [Fact]
    public async Task Concurrent_large_bodies_are_partly_refused_and_memory_stays_bounded()
    {
        const int Bodies = 40;
        await using var server = await DashboardProcess.Start(["--Ingestion:MaxMegabytes=450"]);
        var padding = new byte[15_900_000];
        padding.AsSpan().Fill((byte)' ');
        var responses = await PostConcurrently(
            server, [.. Enumerable.Range(0, Bodies).Select(i => new PausedContent(padding, Event(i)))]);

        var busy = responses.Count(response => response.StatusCode == HttpStatusCode.ServiceUnavailable);
        // A key holds two bodies at a time, each at twice its bytes; those of others may follow when they end.
        Assert.InRange(busy, 1, Bodies - 2);
        Assert.Equal(Bodies - busy, responses.Count(response => response.IsSuccessStatusCode));
        foreach (var response in responses.Where(response => !response.IsSuccessStatusCode)) await AssertBusy(response);
        // An idle server takes 100 MB, and 40 such bodies take 636 MB.
        Assert.InRange(server.WorkingSetMegabytes.Peak, 1, 500);

        for (var i = 0; i < Bodies; i++)
            using (var again = await server.Http.PostEvents(Event(i)))
                Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var ranking = await server.Http.GetJson("/api/v1/rankings/pledge.count?period=2024");
        Assert.Equal(Bodies, ranking.GetProperty("rows")[0].GetProperty("value").GetDecimal());
    }

    [Fact]
    public void A_report_counts_as_active_from_its_first_byte_to_its_response()
    {
        var gate = new IngestionLimiter(Options.Create(new IngestionOptions { MaxConcurrentReports = 2 }));
        using var silent = gate.CreateLease();
        using var first = gate.CreateLease();
        using var second = gate.CreateLease();
        Assert.True(first.TryAcquireBytes(1) && second.TryAcquireBytes(1) && first.TryAcquireBytes(1));
        Assert.False(silent.TryAcquireBytes(1));
        first.Dispose();
        using var third = gate.CreateLease();
        Assert.True(third.TryAcquireBytes(1));
    }

    [Fact]
    public void The_minimum_memory_limit_holds_one_largest_body_but_not_two()
    {
        var gate = new IngestionLimiter(
            Options.Create(new IngestionOptions { MaxMegabytes = IngestionLimiter.MinMegabytes }));
        using (var first = gate.CreateLease())
        using (var second = gate.CreateLease())
        {
            Assert.True(first.TryAcquireBytes(EventRoutes.MaxBodyBytes));
            Assert.DoesNotContain(
                false, Enumerable.Range(0, IngestionLimiter.MaxRows).Select(_ => first.TryAcquireRow()));
            Assert.False(second.TryAcquireBytes(EventRoutes.MaxBodyBytes));
        }
        using var third = gate.CreateLease();
        Assert.True(third.TryAcquireBytes(EventRoutes.MaxBodyBytes));
    }

    [Fact]
    public async Task A_memory_limit_below_one_body_is_refused_at_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DashboardHost.Start("--Ingestion:MaxMegabytes=16"));
        Assert.Contains("Ingestion:MaxMegabytes", exception.Message);
    }

    [Theory]
    [InlineData(413, "too_many_rows", "1\n", 400_001, "application/x-ndjson")]
    [InlineData(422, "nothing_accepted", "{\"id\":\"{0}\"}", 70_000, "application/json")]
    public async Task Bodies_that_parse_to_many_times_their_size_are_refused(
        int status, string code, string pattern, int times, string type)
    {
        await using var server = await DashboardHost.Start();
        var body = pattern.Contains("{0}", StringComparison.Ordinal)
            ? pattern.Replace("{0}", new string('x', times))
            : string.Concat(Enumerable.Repeat(pattern, times));
        using var response = await server.Http.PostEvents(body, type);
        Assert.Equal((status, code), await response.ReadProblem());
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 1000);
    }

    private static async Task AssertBusy(HttpResponseMessage response)
    {
        Assert.Equal((503, "body_busy"), await response.ReadProblem());
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private static async Task<HttpResponseMessage[]> PostConcurrently(DashboardProcess server, PausedContent[] bodies)
    {
        var responses = bodies.Select(body => Post(server, body)).ToList();
        await Task.WhenAll(bodies.Select(body => body.Started));
        foreach (var body in bodies) body.Release();
        return await Task.WhenAll(responses);
    }

    private static Task<HttpResponseMessage> Post(DashboardProcess server, PausedContent body) =>
        server.Http.PostAsync(new Uri("/api/v1/events", UriKind.Relative), body);

    private static string Event(int i) =>
        $$"""{"id":"bound-{{i}}","source":"t","city":"370300","metric":"pledge.count","value":1,"date":"2024-04-20"}""";

    /// <summary>A body that sends all but its last byte at once, and the last byte on request.</summary>
    private sealed class PausedContent : HttpContent
    {
        private readonly byte[] _padding, _text;
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PausedContent(byte[] padding, string text)
        {
            (_padding, _text) = (padding, Encoding.UTF8.GetBytes(text));
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public Task Started => _started.Task;

        public void Release() => _finish.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_padding);
            await stream.WriteAsync(_text.AsMemory(0, _text.Length - 1));
            await stream.FlushAsync();
            _started.SetResult();
            await _finish.Task;
            await stream.WriteAsync(_text.AsMemory(_text.Length - 1));
        }

        protected override bool TryComputeLength(out long length) => (length = _padding.Length + _text.Length) > 0;
    }
}
