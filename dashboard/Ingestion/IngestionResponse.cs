using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>The response to a report.</summary>
/// <param name="Accepted">The number of new events.</param>
/// <param name="Duplicates">The number of events that were already stored with the same content.</param>
/// <param name="Rejected">The rejected rows, by row number.</param>
/// <param name="Position">A store position that includes all accepted events; null if every row was invalid.</param>
/// <param name="Batch">The name of the import; null for a single event without one.</param>
/// <param name="Notices">
/// Accepted rows with a side effect, such as a switch of the year's basis, by row number; null if none.
/// </param>
internal sealed record IngestionResponse(
    int Accepted, int Duplicates, ImmutableArray<RejectedRow> Rejected, long? Position, string? Batch,
    ImmutableArray<RejectedRow>? Notices)
{
    /// <summary>The number of rows in the request.</summary>
    [JsonIgnore]
    public int Rows => Accepted + Duplicates + Rejected.Length;
}

/// <summary>A rejected row with its error, or an accepted row with its notice.</summary>
internal sealed record RejectedRow(int Row, string? Id, string Field, string Code, string Message)
{
    public static RejectedRow From(int row, string? id, ValidationError error) =>
        new(row, id, error.Field, error.Code, MessageFormatter.Format(error));
}
