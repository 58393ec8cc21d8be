namespace IpMonitor.Grains.Records;

/// <summary>A kind of record: its name in the store, and the type that its text is the JSON of.</summary>
/// <remarks>A contract test finds the kinds in static fields and lists their names and JSON properties.</remarks>
internal sealed record RecordKind<T>(string Name);
