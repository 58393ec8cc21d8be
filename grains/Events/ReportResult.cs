using System.Collections.Immutable;

namespace IpMonitor.Grains.Events;

/// <summary>The outcome of reporting one event.</summary>
[GenerateSerializer, Alias("ipm.event-status")]
public enum EventOutcome
{
    /// <summary>The event is stored.</summary>
    Accepted,
    /// <summary>The same event was already stored; nothing changed.</summary>
    Duplicate,
    /// <summary>The event was rejected.</summary>
    Rejected,
}

/// <summary>The result of one event, with the error if it was rejected.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Error">The error of a rejected event.</param>
/// <param name="Notice">A side effect of an accepted event that its sender may not expect.</param>
[GenerateSerializer, Immutable, Alias("ipm.event-result")]
public sealed record EventResult(
    [property: Id(0)] EventOutcome Status,
    [property: Id(1)] ValidationError? Error = null,
    [property: Id(2)] ValidationError? Notice = null);

/// <summary>The result of a report.</summary>
/// <param name="Position">A position that includes all accepted events.</param>
/// <param name="Results">One result per event, in order.</param>
[GenerateSerializer, Immutable, Alias("ipm.report-result")]
public sealed record ReportResult(
    [property: Id(0)] long Position,
    [property: Id(1)] ImmutableArray<EventResult> Results);
