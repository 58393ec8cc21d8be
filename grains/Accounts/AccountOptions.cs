namespace IpMonitor.Grains.Accounts;

/// <summary>How long people stay signed in, and what too many wrong passwords bring (configuration section <c>Accounts</c>).</summary>
public sealed class AccountOptions
{
    /// <summary>How many wrong passwords in a row lock an account to strangers, or have a browser that it is known on count as one.</summary>
    public int MaxFailedAttempts { get; set; } = 5;

    /// <summary>For how long.</summary>
    public TimeSpan LockoutDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>After how long without use a session ends.</summary>
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>After how long a session ends in any case.</summary>
    public TimeSpan MaxSessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>For how long a password that was given will do for what needs one given again.</summary>
    public TimeSpan ReauthenticationLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long without use a browser is a stranger again.</summary>
    public TimeSpan KnownBrowserLifetime { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Whether all of it can be.</summary>
    public bool IsValid => MaxFailedAttempts > 0 && new[] { LockoutDuration, SessionIdleTimeout, MaxSessionLifetime, ReauthenticationLifetime, KnownBrowserLifetime }.All(span => span > TimeSpan.Zero);
}
