using System.Collections.Immutable;

namespace IpMonitor.Grains.Events;

/// <summary>What became of one event of a report.</summary>
[GenerateSerializer, Alias("ipm.event-status")]
public enum EventStatus
{
    /// <summary>It is on disk and counts.</summary>
    Accepted,
    /// <summary>The same event was there before; nothing changed.</summary>
    Duplicate,
    /// <summary>It was refused.</summary>
    Rejected,
}

/// <summary>What became of one event, with the reason where it was refused.</summary>
[GenerateSerializer, Immutable, Alias("ipm.event-result")]
public sealed record EventResult([property: Id(0)] EventStatus Status, [property: Id(1)] ValidationError? Error = null);

/// <summary>The answer to a report: one verdict an event, in order, and a position that includes all that was accepted.</summary>
[GenerateSerializer, Immutable, Alias("ipm.report-result")]
public sealed record ReportResult(
    [property: Id(0)] long Position,
    [property: Id(1)] ImmutableArray<EventResult> Results);
