using System.Diagnostics;
using System.Net.Http.Json;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpMonitor.Bench;

/// <summary>What SignalR does by itself, in a process of its own: a hub with a group a topic, which is sent what it is told to.</summary>
internal sealed class BareHub : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private BareHub(Process process, Uri address) => (_process, Address, _http) = (process, address, new HttpClient { BaseAddress = address });

    public Uri Address { get; }

    public Process Process => _process;

    /// <summary>Starts one, set up as the server is.</summary>
    public static async Task<BareHub> Start()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        var start = new ProcessStartInfo("dotnet", [typeof(BareHub).Assembly.Location, "bare-hub", address.ToString()]);
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var hub = new BareHub(Process.Start(start)!, address);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var _ = await hub._http.GetAsync("/");
                return hub;
            }
            catch (HttpRequestException) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Has it send; it answers before it does.</summary>
    public async Task Broadcast(IReadOnlyList<Shot> shots)
    {
        using var answer = await _http.PostAsJsonAsync("/broadcast", shots);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
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
        app.MapHub<PlainHub>("/hubs/monitor");
        app.MapPost("/broadcast", (Shot[] shots, IHubContext<PlainHub> hub) =>
        {
            foreach (var shot in shots)
                _ = hub.Clients.Group(shot.Topic).SendAsync("update", new Plain(shot.Topic, "", shot.Seq, shot.Position, new string('x', shot.Filler)));
            return Results.Ok();
        });
        await app.RunAsync();
    }

    /// <summary>A message for all who show a topic.</summary>
    internal sealed record Shot(string Topic, long Seq, long Position, int Filler)
    {
        // Around topic, seq, position and filler in a record as SignalR writes it.
        private const int Around = 98;

        /// <summary>One as long as another was.</summary>
        public static Shot Of(string topic, long seq, long position, int bytes) =>
            new(topic, seq, position, Math.Max(0, bytes - Around - topic.Length - $"{seq}{position}".Length));
    }

    internal sealed record Plain(string Topic, string Epoch, long Seq, long Position, string Changes);

    internal sealed class PlainHub : Hub
    {
        public async Task<Plain> Subscribe(string topic)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, topic);
            return new(topic, "", 0, 0, "");
        }
    }
}
