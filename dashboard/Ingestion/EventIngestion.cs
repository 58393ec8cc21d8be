using System.Collections.Immutable;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Validates events and sends them to the grains of their cities.</summary>
internal sealed class EventIngestion(
    ReferenceDataStore referenceStore, IGrainFactory grains, ReportMetrics metrics, TimeProvider timeProvider)
{
    private const int MaxEventsPerCall = 2_000;

    /// <summary>
    /// Validates rows and reports the valid ones; completes when they are durable. Several rows get a generated batch
    /// name unless one is given.
    /// </summary>
    public async Task<IngestionResponse> Ingest(
        IEnumerable<ReceivedRow> rows, string? batch, ApiKeyScope? scope = null)
    {
        var validator = new EventValidator(referenceStore.Current);
        var today = timeProvider.GetChinaToday();
        var rejected = new List<RejectedRow>();
        var eventsByCity = new Dictionary<string, List<(int Row, Event Event)>>();
        var count = 0;
        foreach (var row in rows)
        {
            count++;
            var (e, error) = row.Input is not { } input ? (null, row.Error)
                : scope?.Validate(input) is { } scopeError ? (null, scopeError)
                : validator.Validate(input, today);
            if (e is null) rejected.Add(RejectedRow.From(row.Number, row.Id, error!));
            else if (eventsByCity.TryGetValue(e.City, out var events)) events.Add((row.Number, e));
            else eventsByCity.Add(e.City, [(row.Number, e)]);
        }
        metrics.CountRejected(rejected.Select(row => row.Code));
        // A batch can be looked up by its name; a single event is not a batch.
        batch ??= count > 1 ? $"post-{Guid.CreateVersion7():N}" : null;

        var responses = await Task.WhenAll(eventsByCity.Select(city => Report(city.Key, city.Value, batch)));
        rejected.AddRange(responses.SelectMany(response => response.Rejected));
        ImmutableArray<RejectedRow> notices =
            [.. responses.SelectMany(response => response.Notices).OrderBy(row => row.Row)];
        return new(
            responses.Sum(response => response.Accepted),
            responses.Sum(response => response.Duplicates),
            [.. rejected.OrderBy(row => row.Row)],
            responses.Length == 0 ? null : responses.Max(response => response.Position),
            batch,
            notices.Length == 0 ? null : notices);
    }

    private async Task<CityReport> Report(string city, List<(int Row, Event Event)> rows, string? batch)
    {
        var grain = grains.GetGrain<ICityGrain>(city);
        var (accepted, duplicates, position) = (0, 0, 0L);
        var (rejected, notices) = (new List<RejectedRow>(), new List<RejectedRow>());
        foreach (var chunk in rows.Chunk(MaxEventsPerCall))
        {
            var report = await grain.Report([.. chunk.Select(pair => pair.Event)], batch);
            position = report.Position;
            accepted += report.Results.Count(result => result.Status == EventOutcome.Accepted);
            duplicates += report.Results.Count(result => result.Status == EventOutcome.Duplicate);
            rejected.AddRange(chunk.Zip(report.Results).Where(pair => pair.Second.Status == EventOutcome.Rejected)
                .Select(pair => RejectedRow.From(pair.First.Row, pair.First.Event.Id, pair.Second.Error!)));
            notices.AddRange(chunk.Zip(report.Results).Where(pair => pair.Second.Notice is not null)
                .Select(pair => RejectedRow.From(pair.First.Row, pair.First.Event.Id, pair.Second.Notice!)));
        }
        return new(accepted, duplicates, position, rejected, notices);
    }

    private sealed record CityReport(
        int Accepted, int Duplicates, long Position, List<RejectedRow> Rejected, List<RejectedRow> Notices);
}
