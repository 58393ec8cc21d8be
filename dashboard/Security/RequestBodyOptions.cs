namespace IpMonitor.Dashboard.Security;

/// <summary>Limits of request bodies in progress (configuration section <c>Requests</c>).</summary>
internal sealed class RequestBodyOptions
{
    /// <summary>The smallest memory limit in MB: half of it holds the largest body.</summary>
    public const int MinMegabytes = 2 * RequestBodyGate.MemoryPerByte * BodySizeLimit.MaxBufferedMegabytes;

    /// <summary>Memory of all request bodies above 64 KB together, in MB; an account may use half.</summary>
    public int MaxBodyMegabytes { get; set; } = 128;

    /// <summary>Time from the first to the last byte of a body.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Time from the first to the last byte of reported events or an uploaded file.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Returns the first error in the settings, or null.</summary>
    public string? Validate() =>
        MaxBodyMegabytes is < MinMegabytes or > 1_000_000
            ? $"Requests:MaxBodyMegabytes must be {MinMegabytes} (twice the largest body) to 1,000,000."
        : BodyTimeout <= TimeSpan.Zero || UploadTimeout <= TimeSpan.Zero
            || BodyTimeout > TimeSpan.FromDays(1) || UploadTimeout > TimeSpan.FromDays(1)
            ? "Requests:BodyTimeout and Requests:UploadTimeout must be above zero and at most a day."
        : null;
}
