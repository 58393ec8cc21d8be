// 终端上的实时位次 A live ranking on the terminal:
//   dotnet run screen.cs http://127.0.0.1:5080 ranking/pledge.count/2026
// SignalR 的 JSON 协议直接走 WebSocket，不需要程序包 SignalR's JSON protocol on a plain WebSocket: it takes no package.
#:property PublishAot=false

using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

var server = new Uri(args.ElementAtOrDefault(0) ?? "http://127.0.0.1:5080");
var topic = args.ElementAtOrDefault(1) ?? $"ranking/pledge.count/{DateTime.Now.Year}";
var rows = new Dictionary<string, JsonNode>();
var (epoch, seq, at) = ("", 0L, "");

for (var attempt = 0; ; attempt++)
{
    try
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/hubs/monitor" }.Uri, default);
        await using var stream = WebSocketStream.Create(socket, WebSocketMessageType.Text);
        using var reader = new StreamReader(stream);
        await Say(stream, """{"protocol":"json","version":1}""");
        await Ask(stream);
        for (; ; attempt = 0)
            if (!Take(await Next(reader))) await Ask(stream);
    }
    catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException)
    {
        Show("连接中断");
    }
    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5000, 400 << Math.Min(attempt, 4)) * (0.5 + Random.Shared.NextDouble() / 2)));
}

// What the server says; false when it does not follow what is known.
bool Take(JsonNode message)
{
    if (message["error"] is { } error) throw $"{error}".Contains("topic_unknown") ? new ArgumentException($"{error}") : new IOException($"{error}");
    if ((message["result"] ?? message["arguments"]?[0]) is not { } told) return true;
    if ((string?)message["target"] == "source")
    {
        Show((bool)told["live"]! ? "实时" : "数据源中断");
        return true;
    }
    var (itsEpoch, itsSeq, changes) = ((string)told["epoch"]!, (long)told["seq"]!, told["changes"]);
    if (itsEpoch == epoch && (changes is null ? itsSeq < seq : itsSeq <= seq)) return true;
    if (changes is not null && (itsEpoch != epoch || itsSeq != seq + 1)) return false;
    if (changes is null) rows.Clear();
    (epoch, seq, at) = (itsEpoch, itsSeq, (string)told["at"]!);
    foreach (var city in changes?["removed"]?["rows"]?.AsArray() ?? []) rows.Remove((string)city!);
    foreach (var row in (changes ?? told["data"]!)["rows"]?.AsArray() ?? []) rows[(string)row!["city"]!] = row;
    Show((bool?)told["live"] == false ? "数据源中断" : "实时");
    return true;
}

void Show(string sign) => Console.WriteLine($"{sign} {at} {string.Join(" | ",
    rows.Values.OrderBy(row => (int)row["rank"]!).ThenBy(row => (string)row["city"]!, StringComparer.Ordinal).Select(row => $"{row["rank"]} {row["name"]} {row["value"]}"))}");

Task Ask(Stream stream) => Say(stream, $$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{{JsonValue.Create(topic).ToJsonString()}}]}""");

Task Say(Stream stream, string message) => stream.WriteAsync(Encoding.UTF8.GetBytes($"{message}\u001e")).AsTask();

// Messages end with the character 0x1e; the server says something at least every five seconds.
static async Task<JsonNode> Next(StreamReader reader)
{
    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(12));
    var (text, one) = (new StringBuilder(), new char[1]);
    while (await reader.ReadAsync(one, patience.Token) > 0)
    {
        if (one[0] == '\u001e') return JsonNode.Parse(text.ToString())!;
        text.Append(one);
    }
    throw new EndOfStreamException();
}
