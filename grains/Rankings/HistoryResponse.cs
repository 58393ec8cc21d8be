using System.Collections.Immutable;

namespace IpMonitor.Grains.Rankings;

/// <summary>A point of a history: the end of a day, and the last position known then.</summary>
public sealed record HistoryPoint(DateOnly Day, long Position);

/// <summary>A city's ranks and figures at the points of a history; null where it had none.</summary>
public sealed record HistoryLine(
    string City,
    string Name,
    string NameEn,
    ImmutableArray<int?> Ranks,
    ImmutableArray<decimal?> Values);

/// <summary>A ranking as it was known at each point of a history.</summary>
public sealed record HistoryResponse(
    long Position,
    string Metric,
    string Period,
    ImmutableArray<HistoryPoint> Points,
    ImmutableArray<HistoryLine> Cities);
