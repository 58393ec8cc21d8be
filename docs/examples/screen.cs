// 终端上的实时位次 A live ranking on the terminal:
//   IPM_KEY=… dotnet run screen.cs http://127.0.0.1:5080 ranking/pledge.count/2026
// 复制到别处时须写明版本 When copied elsewhere it needs a version: #:package Microsoft.AspNetCore.SignalR.Client@10.0.15
#:package Microsoft.AspNetCore.SignalR.Client
#:property PublishAot=false

using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

var server = new Uri(args.ElementAtOrDefault(0) ?? "http://127.0.0.1:5080");
var topic = args.ElementAtOrDefault(1) ?? $"ranking/pledge.count/{DateTime.Now.Year}";
var address = new Uri(server, "hubs/monitor");
var key = Environment.GetEnvironmentVariable("IPM_KEY");
var rows = new Dictionary<string, JsonNode>();
var turn = new Lock();
var (epoch, seq, at) = ("", 0L, "");
var lost = new TaskCompletionSource();

await using var hub = new HubConnectionBuilder()
    .WithUrl(address, options =>
    {
        if (key is not null) options.Headers["Authorization"] = $"ApiKey {key}";
    })
    .WithServerTimeout(TimeSpan.FromSeconds(12))
    .Build();
hub.On<JsonNode>("snapshot", TakeSnapshot);
hub.On<JsonNode>("update", TakeUpdate);
hub.On<JsonNode>("source", source => Show((bool)source["live"]!));
hub.Closed += fault =>
{
    lost.TrySetResult();
    return Task.CompletedTask;
};

for (var attempt = 0; ; attempt++)
{
    lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    try
    {
        await hub.StartAsync();
        await Subscribe();
        attempt = 0;
        await lost.Task;
    }
    catch (HubException fault) when (fault.Message.Contains("topic_unknown") || fault.Message.Contains("not_allowed"))
    {
        return Refuse(fault.Message);
    }
    catch (HttpRequestException fault)
        when (fault.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
    {
        return Refuse(await ReadRefusal());
    }
    catch
    {
    }
    await hub.StopAsync();
    Write("连接中断");
    var wait = Math.Min(5000, 400 << Math.Min(attempt, 4)) * (0.5 + Random.Shared.NextDouble() / 2);
    await Task.Delay(TimeSpan.FromMilliseconds(wait));
}

// A refusal is final: the server says why, by a stable code.
int Refuse(string reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}

async Task<string> ReadRefusal()
{
    using var http = new HttpClient();
    if (key is not null) http.DefaultRequestHeaders.Add("Authorization", $"ApiKey {key}");
    using var response = await http.PostAsync($"{address}/negotiate?negotiateVersion=1", null);
    var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    return $"{(int)response.StatusCode} {problem["code"]}: {problem["detail"]}";
}

async Task Subscribe() => TakeSnapshot(await hub.InvokeAsync<JsonNode>("Subscribe", topic));

// The answer of Subscribe is taken beside the messages, so that either may come first.
void TakeSnapshot(JsonNode snapshot)
{
    lock (turn)
    {
        if ((string)snapshot["epoch"]! == epoch && (long)snapshot["seq"]! < seq) return;
        rows.Clear();
        Take(snapshot, snapshot["data"]!);
        Show((bool)snapshot["live"]!);
    }
}

async Task TakeUpdate(JsonNode update)
{
    lock (turn)
    {
        var isKnown = (string)update["epoch"]! == epoch;
        if (isKnown && (long)update["seq"]! <= seq) return;
        if (isKnown && (long)update["seq"]! == seq + 1)
        {
            Take(update, update["changes"]!);
            Show(true);
            return;
        }
    }
    try
    {
        await Subscribe();
    }
    catch (Exception fault) when (fault is HubException or InvalidOperationException or OperationCanceledException)
    {
        lost.TrySetResult();
    }
}

void Take(JsonNode message, JsonNode changes)
{
    (epoch, seq, at) = ((string)message["epoch"]!, (long)message["seq"]!, (string)message["at"]!);
    foreach (var city in changes["removed"]?["rows"]?.AsArray() ?? []) rows.Remove((string)city!);
    foreach (var row in changes["rows"]?.AsArray() ?? []) rows[(string)row!["city"]!] = row;
}

void Show(bool live) => Write(live ? "实时" : "数据源中断");

void Write(string sign)
{
    lock (turn)
    {
        var ranked = rows.Values
            .OrderBy(row => (int)row["rank"]!)
            .ThenBy(row => (string)row["city"]!, StringComparer.Ordinal)
            .Select(row => $"{row["rank"]} {row["name"]} {row["value"]}");
        Console.WriteLine($"{sign} {at} {string.Join(" | ", ranked)}");
    }
}
