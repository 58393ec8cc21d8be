using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Testing.Crashes;

/// <summary>Reports, alone and in batches, and sends again whatever was not acknowledged, and now and then what was.</summary>
internal sealed class CrashSender(HttpClient http, CrashEventGenerator reports, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Event> _pending = [];
    private readonly List<Event> _acknowledged = [];
    private volatile int _count, _made;

    /// <summary>How many were acknowledged; how many there are with those that are not.</summary>
    public (int Acknowledged, int Made) Count => (_count, _made);

    /// <summary>What was acknowledged.</summary>
    public IReadOnlyList<Event> Acknowledged => _acknowledged;

    /// <summary>Sends until it is enough and all is acknowledged, whatever happens to the server meanwhile.</summary>
    public async Task Run(CancellationToken enough)
    {
        while (_pending.Count > 0 || !enough.IsCancellationRequested)
        {
            if (_pending.Count == 0) _pending.AddRange(reports.NextBatch());
            _made = _count + _pending.Count;
            // Not always in the batches that it was in before.
            var part = _pending[..Math.Min(_pending.Count, _random.Next(3) == 0 ? 1 : _random.Next(2, 60))];
            if (await PostConcurrently(part, _random.Next(8) == 0 ? 2 : 1))
            {
                _pending.RemoveRange(0, part.Count);
                _acknowledged.AddRange(part);
                _count = _acknowledged.Count;
            }
            else
            {
                await Task.Delay(_random.Next(50), CancellationToken.None);
            }
            if (_count > 0 && _random.Next(6) == 0) await PostAgain();
        }
    }

    // What a sender in doubt does: the same report twice at the same time.
    private async Task<bool> PostConcurrently(List<Event> part, int times)
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => Post(part)));
        return accepted.Sum() > part.Count
            ? throw new InvalidOperationException($"{accepted.Sum()} of {part.Count} reports were accepted: {DescribeKeys(part)}")
            : accepted.Any(answer => answer is not null);
    }

    private async Task PostAgain()
    {
        var from = _random.Next(_count);
        var known = _acknowledged[from..Math.Min(_count, from + _random.Next(1, 40))];
        if (await Post(known) is > 0)
            throw new InvalidOperationException($"Acknowledged before, and accepted now as if new: some of {DescribeKeys(known)}");
    }

    // How many were accepted as new; null when there is no acknowledgement, whatever became of them.
    private async Task<int?> Post(List<Event> events)
    {
        try
        {
            using var answer = await http.PostAsync("/api/v1/events", Body(events));
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return null;
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var accepted = answer.IsSuccessStatusCode ? json.GetProperty("accepted").GetInt32() : 0;
            return answer.IsSuccessStatusCode && accepted + json.GetProperty("duplicates").GetInt32() == events.Count
                ? accepted
                : throw new InvalidOperationException($"{(int)answer.StatusCode} {json} for {DescribeKeys(events)}");
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private StringContent Body(List<Event> events)
    {
        var rows = events.ConvertAll(e => JsonSerializer.Serialize(new
        {
            id = e.Id,
            source = e.Source,
            city = e.City,
            unit = e.Unit,
            metric = e.Metric,
            value = e.Op == EventOperation.Withdraw ? null : (decimal?)e.Value,
            weight = e.Weight,
            date = $"{e.Date:yyyy-MM-dd}",
            basis = e.Basis == Basis.Ytd ? "ytd" : null,
            op = e.Target is null ? null : e.Op == EventOperation.Withdraw ? "withdraw" : "replace",
            target = e.Target is null ? null : new { source = e.Target.Source, id = e.Target.Id },
        }));
        return rows.Count == 1 ? new(rows[0], Encoding.UTF8, "application/json")
            : _random.Next(2) == 0 ? new($"[{string.Join(',', rows)}]", Encoding.UTF8, "application/json")
            : new(string.Join('\n', rows), Encoding.UTF8, "application/x-ndjson");
    }

    private static string DescribeKeys(List<Event> events) => string.Join(' ', events.Select(e => $"{e.Source}/{e.Id}"));
}
