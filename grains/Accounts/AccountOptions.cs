namespace IpMonitor.Grains.Accounts;

/// <summary>How long people stay signed in, and what too many wrong passwords bring (configuration section <c>Accounts</c>).</summary>
public sealed class AccountOptions
{
    /// <summary>How many wrong passwords in a row lock an account.</summary>
    public int MostFailures { get; set; } = 5;

    /// <summary>For how long.</summary>
    public TimeSpan Lock { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>After how long without use a session ends.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(2);

    /// <summary>After how long a session ends in any case.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(12);
}
