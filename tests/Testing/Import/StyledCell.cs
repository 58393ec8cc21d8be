namespace IpMonitor.Testing.Import;

/// <summary>A number with a number format.</summary>
internal sealed record StyledCell(decimal Value, string FormatCode);
