namespace IpMonitor.Grains.Metrics;

/// <summary>Length of the steps that divide a period.</summary>
[GenerateSerializer, Alias("ipm.time-step")]
public enum TimeStep
{
    /// <summary>A day.</summary>
    Day,
    /// <summary>An ISO 8601 week, Monday to Sunday.</summary>
    Week,
    /// <summary>A calendar month.</summary>
    Month,
}
