using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Benchmarks;

/// <summary>The baseline of live updates: a SignalR hub with one group per topic, in a separate process.</summary>
internal static class BaselineHub
{
    /// <summary>Starts the hub's process.</summary>
    public static Task<ServerProcess> Start() => ServerProcess.Start("bare-hub");

    /// <summary>Makes the hub send messages; returns before they are sent.</summary>
    public static async Task Broadcast(ServerProcess hub, IReadOnlyList<BaselineMessage> messages)
    {
        using var response = await hub.Http.PostAsJsonAsync("/broadcast", messages);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Runs the hub in this process.</summary>
    public static async Task Serve(string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapGet("/", () => "");
        app.MapHub<SignalRHub>("/hubs/monitor");
        app.MapPost("/broadcast", (BaselineMessage[] messages, IHubContext<SignalRHub> hub) =>
        {
            foreach (var message in messages)
                _ = hub.Clients.Group(message.Topic).SendAsync("update", CreateUpdate(message));
            return Results.Ok();
        });
        await app.RunAsync();
    }

    private static BaselineUpdate CreateUpdate(BaselineMessage message) =>
        new(message.Topic, "", message.Seq, message.Position, new string('x', message.Filler));

    /// <summary>A message to the screens of a topic.</summary>
    /// <param name="Filler">The length of the text that stands for the changes.</param>
    internal sealed record BaselineMessage(string Topic, long Seq, long Position, int Filler)
    {
        // The bytes of a SignalR record besides topic, seq, position and filler.
        private const int FrameOverhead = 98;

        /// <summary>Creates a message whose record has a length in bytes.</summary>
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
