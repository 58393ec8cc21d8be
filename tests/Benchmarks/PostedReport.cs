namespace IpMonitor.Benchmarks;

/// <summary>An acknowledged report: its position, the time of the acknowledgement, and its city.</summary>
internal readonly record struct PostedReport(long Position, long Timestamp, string City);
