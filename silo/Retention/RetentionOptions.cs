namespace IpMonitor.Silo.Retention;

/// <summary>
/// Limits the history of the store (section <c>Retention</c>). Events and current figures are never deleted.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>Minimum of <see cref="LookBackDays"/>: one year and some spare days.</summary>
    public const int MinLookBackDays = 400;

    /// <summary>
    /// Days of history for point-in-time queries (<c>asOf</c>) and histories, rounded up to the start of that year;
    /// older history is deleted. Null, the default, keeps everything.
    /// </summary>
    public int? LookBackDays { get; set; }
}
