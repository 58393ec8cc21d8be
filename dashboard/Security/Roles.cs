using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Security;

/// <summary>The roles that somebody may have at the doors: those of accounts, and those that are no account's.</summary>
internal static class Roles
{
    public const string Province = "province";
    public const string Bureau = "bureau";
    public const string Reviewer = "reviewer";
    public const string Organizer = "organizer";
    public const string Auditor = "auditor";
    /// <summary>An account whose password has to be changed first, since somebody else knows it, or whose one-time codes have to be set up.</summary>
    public const string PendingSetup = "newcomer";
    /// <summary>The installation's own key: what the province may do, but for accounts, keys and the audit trail.</summary>
    public const string BootstrapKey = "first-key";
    /// <summary>A key that was given to a machine.</summary>
    public const string Machine = "machine";
    /// <summary>A paired screen.</summary>
    public const string Screen = "screen";

    /// <summary>All of them, for tests to try.</summary>
    public static readonly string[] All = [Province, Bureau, Reviewer, Organizer, Auditor, PendingSetup, BootstrapKey, Machine, Screen];

    public static string GetRole(Account account, SecurityOptions doors) => account.MustChange || RequiresTotpSetup(account, doors) ? PendingSetup : GetRole(account.Role);

    /// <summary>Whether an account has to set up its one-time codes.</summary>
    public static bool RequiresTotpSetup(Account account, SecurityOptions doors) => account.TotpSince is null
        && (doors.TotpRequirement == TotpRequirement.Everybody || (doors.TotpRequirement == TotpRequirement.Administrators && account.Role == Role.Province));

    public static string GetRole(Role role) => role switch
    {
        Role.Province => Province,
        Role.Bureau => Bureau,
        Role.Reviewer => Reviewer,
        Role.Organizer => Organizer,
        _ => Auditor,
    };
}
