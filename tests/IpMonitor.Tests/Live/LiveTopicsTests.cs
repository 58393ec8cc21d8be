using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Wire;
using IpMonitor.Tests.Server;
using IpMonitor.Tests.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpMonitor.Tests.Live;

public sealed class LiveTopicsTests
{
    [Fact]
    public async Task A_source_that_falls_silent_is_told_lost_within_three_seconds_and_told_again_when_it_is_back()
    {
        await using var host = await GrainHost.Start();
        var told = Channel.CreateUnbounded<SourceMessage>();
        using var topics = new LiveTopics(host.Client, host.Shelf, TimeProvider.System, NullLogger<LiveTopics>.Instance);
        await topics.StartAsync(default);
        var snapshot = await topics.Subscribe("feed", new(Write), default);
        Assert.True(snapshot!.Live);

        // Half a beat, so that what is measured begins between two.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        host.Journal.FailReads = true;
        Assert.False((await Next()).Live);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3.5));
        host.Journal.FailReads = false;
        Assert.True((await Next()).Live);
        await topics.StopAsync(default);

        async Task<SourceMessage> Next()
        {
            var message = await told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            // As the client declares it: no other test has a source that stays away.
            Assert.Equal([], new ClientTypes().Faults(JsonSerializer.SerializeToElement(message, WireJson.Options), nameof(SourceMessage), "source"));
            return message;
        }

        ValueTask Write(SerializedHubMessage message)
        {
            if (message.Message is InvocationMessage { Target: "source" } invocation) told.Writer.TryWrite((SourceMessage)invocation.Arguments[0]!);
            return default;
        }
    }
}
