using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>An event as stored in the journal.</summary>
/// <param name="SequenceNumber">Number in journal order; rises with the position.</param>
/// <param name="Position">Position of the commit that appended it.</param>
/// <param name="ReceivedAt">Time of acceptance.</param>
/// <param name="Event">The event.</param>
/// <param name="State">Current state, or the state at the queried position.</param>
/// <param name="Batch">Name of the import it belongs to.</param>
[GenerateSerializer, Immutable, Alias("ipm.journal-event")]
public sealed record JournalEvent(
    [property: Id(0)] long SequenceNumber,
    [property: Id(1)] long Position,
    [property: Id(2)] DateTimeOffset ReceivedAt,
    [property: Id(3)] Event Event,
    [property: Id(4)] EventState State,
    [property: Id(5)] string? Batch = null);
