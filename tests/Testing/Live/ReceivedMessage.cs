namespace IpMonitor.Testing.Live;

/// <summary>A snapshot or update that a screen received.</summary>
/// <param name="Topic">The index of the topic among those of the screen.</param>
/// <param name="Bytes">The length of the record.</param>
/// <param name="Timestamp">The time of arrival, as a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</param>
internal readonly record struct ReceivedMessage(
    int Topic, bool IsUpdate, long Seq, long Position, int Bytes, long Timestamp);
