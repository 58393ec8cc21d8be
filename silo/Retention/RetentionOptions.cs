namespace IpMonitor.Silo.Retention;

/// <summary>How far back one can look (<c>Retention</c> in the settings). Events are never deleted, nor what is now.</summary>
public sealed class RetentionOptions
{
    /// <summary>This year and the one before, and a little.</summary>
    public const int MinLookBackDays = 400;

    /// <summary>
    /// For so many days back, and from there to the beginning of that year, answers stay as they were (<c>asOf</c>, histories);
    /// what is only needed to look back further is deleted. Null, the default, keeps everything.
    /// </summary>
    public int? LookBackDays { get; set; }
}
