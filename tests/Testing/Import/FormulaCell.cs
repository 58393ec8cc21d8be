namespace IpMonitor.Testing.Import;

/// <summary>A cell with a formula and its cached result.</summary>
internal sealed record FormulaCell(string Text, decimal Value);
