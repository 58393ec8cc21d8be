using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Benchmarks;

/// <summary>What SignalR does by itself: a hub with a group a topic, which is sent what it is told to.</summary>
internal static class BaselineHub
{
    /// <summary>Starts one.</summary>
    public static Task<ServerProcess> Start() => ServerProcess.Start("bare-hub");

    /// <summary>Has it send; it answers before it does.</summary>
    public static async Task Broadcast(ServerProcess hub, IReadOnlyList<BaselineMessage> shots)
    {
        using var answer = await hub.Http.PostAsJsonAsync("/broadcast", shots);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The process itself.</summary>
    public static async Task Serve(string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapGet("/", () => "");
        app.MapHub<SignalRHub>("/hubs/monitor");
        app.MapPost("/broadcast", (BaselineMessage[] shots, IHubContext<SignalRHub> hub) =>
        {
            foreach (var shot in shots)
                _ = hub.Clients.Group(shot.Topic).SendAsync("update", new BaselineUpdate(shot.Topic, "", shot.Seq, shot.Position, new string('x', shot.Filler)));
            return Results.Ok();
        });
        await app.RunAsync();
    }

    /// <summary>A message for all who show a topic.</summary>
    internal sealed record BaselineMessage(string Topic, long Seq, long Position, int Filler)
    {
        // What a record of SignalR has around topic, seq, position and filler.
        private const int FrameOverhead = 98;

        /// <summary>One as long as another was.</summary>
        public static BaselineMessage Create(string topic, long seq, long position, int bytes) =>
            new(topic, seq, position, Math.Max(0, bytes - FrameOverhead - topic.Length - $"{seq}{position}".Length));
    }

    private sealed record BaselineUpdate(string Topic, string Epoch, long Seq, long Position, string Changes);

    private sealed class SignalRHub : Hub
    {
        public async Task<BaselineUpdate> Subscribe(string topic)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, topic);
            return new(topic, "", 0, 0, "");
        }
    }
}
