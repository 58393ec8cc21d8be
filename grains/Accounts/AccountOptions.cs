namespace IpMonitor.Grains.Accounts;

/// <summary>Limits of sign-in attempts and sessions (configuration section <c>Accounts</c>).</summary>
public sealed class AccountOptions
{
    /// <summary>Failed attempts in a row that lock an account, or after which a known browser is forgotten.</summary>
    public int MaxFailedAttempts { get; set; } = 5;

    /// <summary>Duration of a lockout.</summary>
    public TimeSpan LockoutDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Time without use after which a session ends.</summary>
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Time after which a session ends regardless of use.</summary>
    public TimeSpan MaxSessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Time after authentication during which sensitive actions are allowed.</summary>
    public TimeSpan ReauthenticationLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Time without use after which a known browser is forgotten.</summary>
    public TimeSpan KnownBrowserLifetime { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Returns true if all values are positive.</summary>
    public bool IsValid => MaxFailedAttempts > 0
        && LockoutDuration > TimeSpan.Zero
        && SessionIdleTimeout > TimeSpan.Zero
        && MaxSessionLifetime > TimeSpan.Zero
        && ReauthenticationLifetime > TimeSpan.Zero
        && KnownBrowserLifetime > TimeSpan.Zero;
}
