using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Security;

/// <summary>Values of the role claim: the roles of accounts and those of other identities.</summary>
internal static class Roles
{
    /// <summary>Administrator of the province.</summary>
    public const string Province = "province";
    /// <summary>City bureau.</summary>
    public const string Bureau = "bureau";
    /// <summary>Reviewer of submissions.</summary>
    public const string Reviewer = "reviewer";
    /// <summary>Organizer of campaigns.</summary>
    public const string Organizer = "organizer";
    /// <summary>Reader of the audit log.</summary>
    public const string Auditor = "auditor";
    /// <summary>Account that must change its password or set up one-time codes before anything else.</summary>
    public const string PendingSetup = "newcomer";
    /// <summary>Key of the installation: rights of the province, except accounts, keys and audit log.</summary>
    public const string Bootstrap = "first-key";
    /// <summary>API key of a machine that may report events.</summary>
    public const string Machine = "machine";
    /// <summary>API key of a machine that may read figures, events and topics.</summary>
    public const string Reader = "reader";
    /// <summary>Paired screen.</summary>
    public const string Screen = "screen";

    /// <summary>All roles.</summary>
    public static readonly string[] All =
        [Province, Bureau, Reviewer, Organizer, Auditor, PendingSetup, Bootstrap, Machine, Reader, Screen];

    /// <summary>Returns the role of an account, or <see cref="PendingSetup"/> if its setup is not complete.</summary>
    public static string GetRole(Account account, SecurityOptions options) =>
        account.MustChange || RequiresTotpSetup(account, options) ? PendingSetup : GetRole(account.Role);

    /// <summary>Returns the role of an account whose setup is complete.</summary>
    public static string GetRole(Role role) => role switch
    {
        Role.Province => Province,
        Role.Bureau => Bureau,
        Role.Reviewer => Reviewer,
        Role.Organizer => Organizer,
        Role.Auditor => Auditor,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>Returns true if the account must set up one-time codes.</summary>
    public static bool RequiresTotpSetup(Account account, SecurityOptions options) =>
        account.TotpSince is null && options.TotpRequirement switch
        {
            TotpRequirement.Everybody => true,
            TotpRequirement.Administrators => account.Role == Role.Province,
            _ => false,
        };
}
