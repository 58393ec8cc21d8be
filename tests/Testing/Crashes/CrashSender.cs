using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Testing.Crashes;

/// <summary>
/// Sends events singly and in batches, retries those that were not acknowledged, and repeats some that were.
/// </summary>
internal sealed class CrashSender(HttpClient http, CrashEventGenerator generator, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Event> _pending = [];
    private readonly List<Event> _acknowledged = [];
    private volatile int _acknowledgedCount, _createdCount;

    /// <summary>The number of acknowledged events, and of all events created so far.</summary>
    public (int Acknowledged, int Created) Count => (_acknowledgedCount, _createdCount);

    /// <summary>The acknowledged events.</summary>
    public IReadOnlyList<Event> Acknowledged => _acknowledged;

    /// <summary>Sends until it is stopped and every event is acknowledged.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (_pending.Count > 0 || !stopping.IsCancellationRequested)
        {
            if (_pending.Count == 0) _pending.AddRange(generator.NextBatch());
            _createdCount = _acknowledgedCount + _pending.Count;
            // A retry may divide the events into other batches.
            var size = _random.Next(3) == 0 ? 1 : _random.Next(2, 60);
            var batch = _pending[..Math.Min(_pending.Count, size)];
            if (await PostConcurrently(batch, _random.Next(8) == 0 ? 2 : 1))
            {
                _pending.RemoveRange(0, batch.Count);
                _acknowledged.AddRange(batch);
                _acknowledgedCount = _acknowledged.Count;
            }
            else
            {
                await Task.Delay(_random.Next(50), CancellationToken.None);
            }
            if (_acknowledgedCount > 0 && _random.Next(6) == 0) await PostAgain();
        }
    }

    // Sends the same batch several times at once, as a sender does that retries too early.
    private async Task<bool> PostConcurrently(List<Event> batch, int times)
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => Post(batch)));
        return accepted.Sum() > batch.Count
            ? throw new InvalidOperationException(
                $"{accepted.Sum()} of {batch.Count} events were accepted: {DescribeKeys(batch)}")
            : accepted.Any(count => count is not null);
    }

    private async Task PostAgain()
    {
        var from = _random.Next(_acknowledgedCount);
        var known = _acknowledged[from..Math.Min(_acknowledgedCount, from + _random.Next(1, 40))];
        if (await Post(known) is > 0)
            throw new InvalidOperationException(
                $"Some events that were acknowledged before were accepted as new: {DescribeKeys(known)}");
    }

    // Returns the number of events accepted as new, or null without an acknowledgement.
    private async Task<int?> Post(List<Event> events)
    {
        try
        {
            using var response = await http.PostAsync("/api/v1/events", CreateContent(events));
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return null;
            var json = await response.Content.ReadFromJsonAsync<JsonElement>();
            var accepted = response.IsSuccessStatusCode ? json.GetProperty("accepted").GetInt32() : 0;
            var isComplete = response.IsSuccessStatusCode
                && accepted + json.GetProperty("duplicates").GetInt32() == events.Count;
            return isComplete
                ? accepted
                : throw new InvalidOperationException(
                    $"{(int)response.StatusCode} {json} for {DescribeKeys(events)}");
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private StringContent CreateContent(List<Event> events)
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

    private static string DescribeKeys(List<Event> events) =>
        string.Join(' ', events.Select(e => $"{e.Source}/{e.Id}"));
}
