namespace IpMonitor.Silo.Sql;

/// <summary>Row of an event, as the verifier reads it.</summary>
internal sealed record VerifiedEvent(
    long Number, long Position, long Known, string Source, string Id, string City, string Campaign, string Unit,
    string Metric, long Value, long? Weight, string Date, string Qualifier, string Op, string Basis,
    string? TargetSource, string? TargetId);

/// <summary>Row of an event's state, as the verifier reads it.</summary>
internal sealed record VerifiedState(long Number, long Position, string State);

/// <summary>Row of a closing, as the verifier reads it.</summary>
internal sealed record VerifiedClosing(
    string Campaign, string Unit, string Day, long Count, long Sum, long Weight, long Overs, long Abouts,
    long Corrected, long Readings, long Finals, string KnownDay)
{
    /// <summary>Bucket at the end of <see cref="KnownDay"/>.</summary>
    public BucketTotals Bucket =>
        new(Campaign, Unit, Day, Count, Sum, Weight, Overs, Abouts, Corrected, Readings, Finals);
}
