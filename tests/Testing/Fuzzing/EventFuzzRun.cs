using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>
/// Sends mutated bodies to the real server and holds each answer against what is documented; in the end the server lives, its
/// memory has not grown since the first third, and its store has each accepted event once.
/// </summary>
internal sealed class EventFuzzRun(int seed, int first, int bodies, Action<string> say)
{
    /// <summary>How much more memory the last third may take than the first did, in megabytes: what a collector leaves lying.</summary>
    public const int MaxGrowthMegabytes = 64;

    private const int Senders = 48;
    private readonly ConcurrentDictionary<string, int> _seen = new();
    private int _next = first - 1;
    private long _accepted;

    /// <summary>How often each status, and each code of a refusal, was answered.</summary>
    public IReadOnlyDictionary<string, int> ResultCounts => _seen;

    /// <summary>Runs it; throws at the first answer that is wrong, which it leaves in a file.</summary>
    public async Task Run()
    {
        say($"seed {seed}");
        // One header claims that a proxy sends it; and a line about each body would fill the memory that is measured.
        await using var server = await DashboardProcess.Start(["--Security:AllowPlainHttp=true", "--Serilog:MinimumLevel:Override:IpMonitor.Dashboard.Security.Authorization.RefusalLog=Fatal"]);
        var clock = Stopwatch.StartNew();
        // Of each third of the run.
        var peaks = new List<long>();
        for (var part = 1; part <= 3; part++)
        {
            var (until, peak) = (first + (int)((long)bodies * part / 3), 0L);
            var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() => Send(server, until))));
            while (await Task.WhenAny(sending, Task.Delay(1000)) != sending) peak = Math.Max(peak, server.WorkingSetMegabytes.Now);
            await sending;
            peaks.Add(Math.Max(peak, server.WorkingSetMegabytes.Now));
            say($"{until - first:N0} bodies, {(until - first) / clock.Elapsed.TotalSeconds:N0}/s, {_accepted:N0} events accepted, {peaks[^1]} MB at most");
        }
        var (before, after) = (peaks[0], peaks[^1]);
        if (after > before + MaxGrowthMegabytes) throw new FuzzException($"The server's memory grew from {before} to {after} MB.");
        using (var ready = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
            Require(ready.IsSuccessStatusCode, "in the end the server is not ready");
        var stored = long.Parse((await server.KillAndVerify()).Split(' ')[0], CultureInfo.InvariantCulture);
        // An answer that was lost may have been an acceptance.
        if (stored < _accepted || (stored > _accepted && !_seen.ContainsKey("store_unavailable"))) throw new FuzzException($"{_accepted} events were acknowledged as accepted, and {stored} are in the store.");
        say($"{stored:N0} events in the store, as acknowledged; all in order");
        say(string.Join(", ", _seen.OrderByDescending(seen => seen.Value).Select(seen => $"{seen.Key} {seen.Value}")));
    }

    private async Task Send(DashboardProcess server, int until)
    {
        for (int index; (index = Next(until)) >= 0;)
        {
            var body = FuzzRequest.Create(seed, index);
            var (status, text) = (0, "");
            try
            {
                using var answer = await server.Http.SendAsync(Request(server, body));
                (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
                Check(answer, text, body);
            }
            catch (Exception fault) when (fault is not FuzzException)
            {
                Interlocked.Exchange(ref _next, int.MaxValue - 1);
                var file = Path.Combine(Path.GetTempPath(), $"ipm-fuzz-{seed}-{index}.txt");
                await File.WriteAllBytesAsync(file, body.ToRawHttp(server.Address));
                throw new FuzzException($"""
                    Body {index} of seed {seed} was answered {status} {text[..Math.Min(text.Length, 600)]}
                    {fault.GetType().Name}: {fault.Message}
                    The body is in {file}; to send it again: dotnet ipm.cs fuzz --seed {seed} --first {index} --bodies 1
                    """);
            }
        }
    }

    private int Next(int until)
    {
        for (var seen = Volatile.Read(ref _next); seen + 1 < until; seen = Volatile.Read(ref _next))
            if (Interlocked.CompareExchange(ref _next, seen + 1, seen) == seen) return seen + 1;
        return -1;
    }

    private static HttpRequestMessage Request(DashboardProcess server, FuzzRequest body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{server.Address}api/v1/events{body.Query}")) { Content = new ByteArrayContent(body.Content) };
        if (!body.HasKey) request.Headers.Authorization = new AuthenticationHeaderValue("ApiKey", "not-the-key-at-all");
        if (body.Type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", body.Type);
        foreach (var (name, value) in body.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        if (body.IsChunked) request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private void Check(HttpResponseMessage answer, string text, FuzzRequest body)
    {
        var status = (int)answer.StatusCode;
        Count($"{status}");
        Require(status is 200 or 503 or >= 400 and < 500, "such a status is never answered");
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        var isProblem = status != 200;
        Require(answer.Content.Headers.ContentType?.MediaType == (isProblem ? "application/problem+json" : "application/json"), "the content type is another");
        if (isProblem)
        {
            Count(ReadText(json, "code"));
            Require(json.GetProperty("status").GetInt32() == status, "the problem tells another status");
            ReadText(json, "detail");
        }
        Require(status != 503 || answer.Headers.RetryAfter is not null, "nobody is told when to come again");
        Require(body.HasKey == (status != 401), "the key was not heeded");
        if (status is not (200 or 422)) Require(body.Rows is null || status == 503, "a body that can be read was refused whole");
        else CheckRows(json, status == 200, body.Rows);
    }

    private void CheckRows(JsonElement json, bool isTaken, int? rows)
    {
        var (accepted, duplicates) = (json.GetProperty("accepted").GetInt32(), json.GetProperty("duplicates").GetInt32());
        Interlocked.Add(ref _accepted, accepted);
        if (duplicates > 0) Count("duplicate");
        Require(accepted >= 0 && duplicates >= 0 && accepted + duplicates > 0 == isTaken, "the status does not fit the counts");
        Require(!isTaken || json.GetProperty("position").GetInt64() > 0, "a position lacks");
        var (last, refused) = (0, 0);
        foreach (var row in json.GetProperty("rejected").EnumerateArray())
        {
            var number = row.GetProperty("row").GetInt32();
            Require(number > last, "the rows are not in order");
            (last, refused) = (number, refused + 1);
            Count(ReadText(row, "code"));
            ReadText(row, "message");
            Require(row.GetProperty("field").ValueKind == JsonValueKind.String, "a row names no field");
        }
        Require(rows is null || rows == accepted + duplicates + refused, $"the counts do not add up to {rows} rows");
    }

    private void Count(string what) => _seen.AddOrUpdate(what, 1, (_, count) => count + 1);

    private static string ReadText(JsonElement json, string name) =>
        json.GetProperty(name).GetString() is { Length: > 0 } word ? word : throw new InvalidOperationException($"its {name} is empty");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}

/// <summary>An answer that was wrong, and how to get it again.</summary>
internal sealed class FuzzException(string message) : InvalidOperationException(message);
