using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Telemetry;

/// <summary>A trace follows one report from its request to the message sent by the hub.</summary>
public sealed class TraceTests
{
    private static readonly string[] Path = ["journal.append", "topics.flush", "hub.send"];

    [Theory]
    [InlineData("00:00:00.05")]
    [InlineData("00:00:02")] // The second report of the test waits for the flush interval, in a timer's turn.
    public async Task A_report_is_traced_from_POST_to_hub_send(string flushInterval)
    {
        await using var server = await DashboardHost.Start(
            $"--Live:FlushInterval={flushInterval}", "--Live:HeartbeatInterval=00:00:02");
        await using var screen = await MonitorConnection.Connect(server);
        await screen.Subscribe("ranking/pledge.count/2024");
        await Post("first", null);
        await screen.NextUpdate("ranking/pledge.count/2024");

        var trace = ActivityTraceId.CreateRandom();
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "IpMonitor"
                || source.Name.StartsWith("Microsoft.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await Post("second", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await screen.NextUpdate("ranking/pledge.count/2024");

        await Eventually.BecomesTrue(() => Path.All(name => Of(name).Any()));
        Assert.Contains(
            activities, activity => activity.TraceId == trace && activity.Source.Name == "Microsoft.AspNetCore");
        Assert.Contains(
            activities,
            activity => activity.TraceId == trace
                && activity.Source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));
        Assert.Equal("370300", Of("journal.append").First().GetTagItem("ipmonitor.city"));
        var (append, send) = (Of("journal.append").First(), Of("hub.send").First());
        Assert.True(append.StartTimeUtc + append.Duration <= send.StartTimeUtc, "It is sent before it is on disk.");

        IEnumerable<Activity> Of(string name) =>
            activities.Where(activity => activity.TraceId == trace && activity.OperationName == name);

        async Task Post(string id, string? traceParent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/events")
            {
                Content = JsonContent.Create(
                    new { id, source = "t", city = "370300", metric = "pledge.count", value = 1, date = "2024-04-20" }),
            };
            if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
            using var response = await server.Http.SendAsync(request);
            response.EnsureSuccessStatusCode();
        }
    }
}
