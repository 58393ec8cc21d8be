using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>
/// Sends mutated bodies to the real server and compares each response with the documented contract. Afterwards verifies
/// that the server is ready, that its memory does not grow in the last third, and that its store has each accepted
/// event once.
/// </summary>
internal sealed class EventFuzzRun(int seed, int first, int bodies, Action<string> writeLine)
{
    /// <summary>
    /// The permitted growth of the working set between the second and the last third, in MiB: memory that the garbage
    /// collector has not returned yet. The first third is a warm-up: on a busy machine the heap takes its size later.
    /// </summary>
    public const int MaxGrowthMegabytes = 64;

    private const int Senders = 48;
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private int _lastIndex = first - 1;
    private long _accepted;

    /// <summary>The number of responses by status and by error code.</summary>
    public IReadOnlyDictionary<string, int> ResultCounts => _counts;

    /// <summary>Sends the bodies; writes the first one that is answered wrongly to a file and throws.</summary>
    /// <exception cref="FuzzException">A response, the memory or the store is wrong.</exception>
    public async Task Run()
    {
        writeLine($"seed {seed}");
        await using var server = await DashboardProcess.Start(
            // X-Forwarded-For is one of the headers that are sent.
            "--Security:AllowPlainHttp=true",
            // A log line for each refused body would fill the memory that is measured.
            "--Serilog:MinimumLevel:Override:IpMonitor.Dashboard.Security.Authorization.RefusalLog=Fatal");
        var clock = Stopwatch.StartNew();
        var peaks = new List<long>();
        for (var third = 1; third <= 3; third++)
        {
            var (end, peak) = (first + (int)((long)bodies * third / 3), 0L);
            var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() => Send(server, end))));
            while (await Task.WhenAny(sending, Task.Delay(1000)) != sending)
                peak = Math.Max(peak, server.WorkingSetMegabytes.Now);
            await sending;
            peaks.Add(Math.Max(peak, server.WorkingSetMegabytes.Now));
            var (count, rate) = (end - first, (end - first) / clock.Elapsed.TotalSeconds);
            writeLine($"{count:N0} bodies, {rate:N0}/s, {_accepted:N0} events accepted, {peaks[^1]} MB at most");
        }
        if (peaks[^1] > peaks[^2] + MaxGrowthMegabytes)
            throw new FuzzException($"The server's memory grew from {peaks[^2]} to {peaks[^1]} MB.");
        using (var ready = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
            if (!ready.IsSuccessStatusCode) throw new FuzzException("The server is not ready after the run.");
        await VerifyStore(server);
        var counts = _counts.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}");
        writeLine(string.Join(", ", counts));
    }

    private async Task VerifyStore(DashboardProcess server)
    {
        var stored = long.Parse((await server.KillAndVerify()).Split(' ')[0], CultureInfo.InvariantCulture);
        // Events may be stored although their response says that the store is unavailable.
        var isExact = !_counts.ContainsKey("store_unavailable");
        if (stored < _accepted || (stored > _accepted && isExact))
            throw new FuzzException($"{_accepted} events were acknowledged, and {stored} are in the store.");
        writeLine($"{stored:N0} events in the store, as acknowledged; the store is consistent");
    }

    private async Task Send(DashboardProcess server, int end)
    {
        for (int index; (index = NextIndex(end)) >= 0;)
        {
            var body = FuzzRequest.Create(seed, index);
            var (status, text) = (0, "");
            try
            {
                using var response = await server.Http.SendAsync(CreateRequest(server, body));
                (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
                Verify(response, text, body);
            }
            catch (Exception fault) when (fault is not FuzzException)
            {
                Interlocked.Exchange(ref _lastIndex, int.MaxValue - 1);
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

    // Returns the index of the next body, or -1 at the end.
    private int NextIndex(int end)
    {
        for (var last = Volatile.Read(ref _lastIndex); last + 1 < end; last = Volatile.Read(ref _lastIndex))
            if (Interlocked.CompareExchange(ref _lastIndex, last + 1, last) == last) return last + 1;
        return -1;
    }

    private static HttpRequestMessage CreateRequest(DashboardProcess server, FuzzRequest body)
    {
        var address = new Uri($"{server.Address}api/v1/events{body.Query}");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body.Content) };
        if (!body.HasKey) request.Headers.Authorization = new AuthenticationHeaderValue("ApiKey", "not-the-key-at-all");
        if (body.Type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", body.Type);
        foreach (var (name, value) in body.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        if (body.IsChunked) request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private void Verify(HttpResponseMessage response, string text, FuzzRequest body)
    {
        var status = (int)response.StatusCode;
        Count($"{status}");
        Require(status is 200 or 503 or >= 400 and < 500, "the status is not documented");
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        var isProblem = status != 200;
        var type = isProblem ? "application/problem+json" : "application/json";
        Require(response.Content.Headers.ContentType?.MediaType == type, $"the content type is not {type}");
        if (isProblem)
        {
            Count(ReadText(json, "code"));
            Require(json.GetProperty("status").GetInt32() == status, "the problem names another status");
            ReadText(json, "detail");
        }
        Require(status != 503 || response.Headers.RetryAfter is not null, "Retry-After is missing");
        Require(body.HasKey == (status != 401), "the key was not verified");
        if (status is 200 or 422) VerifyRows(json, status == 200, body.Rows);
        else Require(body.Rows is null || status == 503, "a readable body was refused as a whole");
    }

    private void VerifyRows(JsonElement json, bool isOk, int? rows)
    {
        var accepted = json.GetProperty("accepted").GetInt32();
        var duplicates = json.GetProperty("duplicates").GetInt32();
        Interlocked.Add(ref _accepted, accepted);
        if (duplicates > 0) Count("duplicate");
        var hasKnownRows = accepted >= 0 && duplicates >= 0 && accepted + duplicates > 0;
        Require(hasKnownRows == isOk, "the status does not fit the counts");
        Require(!isOk || json.GetProperty("position").GetInt64() > 0, "the position is missing");
        var (last, rejected) = (0, 0);
        foreach (var row in json.GetProperty("rejected").EnumerateArray())
        {
            var number = row.GetProperty("row").GetInt32();
            Require(number > last, "the rejected rows are not in order");
            (last, rejected) = (number, rejected + 1);
            Count(ReadText(row, "code"));
            ReadText(row, "message");
            Require(row.GetProperty("field").ValueKind == JsonValueKind.String, "a rejected row names no field");
        }
        Require(rows is null || rows == accepted + duplicates + rejected, $"the counts do not add up to {rows} rows");
    }

    private void Count(string name) => _counts.AddOrUpdate(name, 1, (_, count) => count + 1);

    private static string ReadText(JsonElement json, string name) =>
        json.GetProperty(name).GetString() is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"{name} is empty");

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }
}
