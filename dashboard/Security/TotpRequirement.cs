namespace IpMonitor.Dashboard.Security;

/// <summary>Accounts that must use one-time codes; they set them up at the first sign-in.</summary>
internal enum TotpRequirement
{
    /// <summary>Only accounts that have enabled one-time codes.</summary>
    Offered,
    /// <summary>Also all accounts of the province, which manage accounts and keys.</summary>
    Administrators,
    /// <summary>All accounts.</summary>
    Everybody,
}
