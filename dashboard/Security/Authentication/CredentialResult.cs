using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Reasons why credentials are rejected.</summary>
internal enum CredentialError
{
    /// <summary>The credentials are right.</summary>
    None,
    /// <summary>The password is wrong, or the account is unknown, disabled or locked.</summary>
    Password,
    /// <summary>The password is right, and a one-time code is also needed.</summary>
    CodeNeeded,
    /// <summary>The one-time code is that of the time step before or after.</summary>
    CodeOutdated,
    /// <summary>The one-time code is wrong.</summary>
    Code,
}

/// <summary>Result of verifying credentials.</summary>
/// <param name="Account">The account; null if it is unknown, disabled or locked.</param>
/// <param name="Error">Reason of the rejection.</param>
/// <param name="TotpStep">Time step of the one-time code, which must not be accepted again.</param>
internal sealed record CredentialResult(Account? Account, CredentialError Error, long? TotpStep = null);
