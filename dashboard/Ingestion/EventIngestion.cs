using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Takes rows in: admits what can be told alone, and hands each city's events to its grain.</summary>
internal sealed class EventIngestion(ReferenceDataStore shelf, IGrainFactory grains, ReportMetrics metrics, TimeProvider time)
{
    private const int MaxEventsPerCall = 2_000;

    /// <summary>Takes the good rows, as part of an import when it is named, and names the bad; answers when the good ones are on disk.</summary>
    public async Task<IngestionResponse> Ingest(IEnumerable<ReceivedRow> rows, string? batch, ApiKeyScope? reach = null)
    {
        var admission = new EventValidator(shelf.Current);
        var today = time.GetChinaToday();
        var rejected = new List<RejectedRow>();
        var admitted = new Dictionary<string, List<(int Row, Event Event)>>();
        var count = 0;
        foreach (var row in rows)
        {
            count++;
            var (e, refusal) = row.Input is not { } draft ? (null, row.Error) : reach?.Validate(draft) is { } beyond ? (null, beyond) : admission.Validate(draft, today);
            if (e is null) rejected.Add(RejectedRow.From(row.Number, row.Id, refusal!));
            else if (admitted.TryGetValue(e.City, out var events)) events.Add((row.Number, e));
            else admitted.Add(e.City, [(row.Number, e)]);
        }
        metrics.CountRejected(rejected.Select(row => row.Code));
        // Several rows together are an import, and can be found again by its name; a machine's single events are none.
        batch ??= count > 1 ? $"post-{Guid.CreateVersion7():N}" : null;

        var answers = await Task.WhenAll(admitted.Select(city => Report(city.Key, city.Value, batch)));
        rejected.AddRange(answers.SelectMany(answer => answer.Rejected));
        return new(
            answers.Sum(answer => answer.Accepted),
            answers.Sum(answer => answer.Duplicates),
            [.. rejected.OrderBy(row => row.Row)],
            answers.Length == 0 ? null : answers.Max(answer => answer.Position),
            batch);
    }

    private async Task<(int Accepted, int Duplicates, long Position, List<RejectedRow> Rejected)> Report(
        string city, List<(int Row, Event Event)> rows, string? batch)
    {
        var grain = grains.GetGrain<ICityGrain>(city);
        var (accepted, duplicates, position, rejected) = (0, 0, 0L, new List<RejectedRow>());
        foreach (var part in rows.Chunk(MaxEventsPerCall))
        {
            var receipt = await grain.Report([.. part.Select(pair => pair.Event)], batch);
            position = receipt.Position;
            accepted += receipt.Results.Count(verdict => verdict.Status == EventStatus.Accepted);
            duplicates += receipt.Results.Count(verdict => verdict.Status == EventStatus.Duplicate);
            rejected.AddRange(part.Zip(receipt.Results).Where(pair => pair.Second.Status == EventStatus.Rejected)
                .Select(pair => RejectedRow.From(pair.First.Row, pair.First.Event.Id, pair.Second.Error!)));
        }
        return (accepted, duplicates, position, rejected);
    }
}

/// <summary>The answer to a post; the position includes all that was accepted, and is absent when no row was good; the batch is the import's name.</summary>
internal sealed record IngestionResponse(int Accepted, int Duplicates, ImmutableArray<RejectedRow> Rejected, long? Position, string? Batch)
{
    /// <summary>All rows that there were.</summary>
    [JsonIgnore]
    public int Rows => Accepted + Duplicates + Rejected.Length;
}

/// <summary>A row that was not taken, and why.</summary>
internal sealed record RejectedRow(int Row, string? Id, string Field, string Code, string Message)
{
    public static RejectedRow From(int row, string? id, ValidationError refusal) => new(row, id, refusal.Field, refusal.Code, MessageFormatter.Format(refusal));
}
