namespace IpMonitor.Grains.Records;

/// <summary>A kind of records: the name that the store keeps, and the type whose JSON is its text.</summary>
/// <remarks>The contract test finds the kinds in static fields and lists their names and JSON properties.</remarks>
internal sealed record RecordKind<T>(string Name);
