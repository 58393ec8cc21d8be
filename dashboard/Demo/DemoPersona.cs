using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Demo;

/// <summary>A role to try in the demo, with its account, which has no password.</summary>
/// <param name="Key">Name of the persona in requests.</param>
/// <param name="Title">Display name of the account.</param>
/// <param name="Role">Role of the account.</param>
/// <param name="City">City of a bureau.</param>
internal sealed record DemoPersona(string Key, string Title, Role Role, string? City = null)
{
    /// <summary>The author of the submission that waits for review.</summary>
    public static readonly DemoPersona Submitter =
        new("jining", "济宁市局填报人（演示）", Role.Bureau, DemoProvince.SubmittingCity);

    /// <summary>The personas to sign in as.</summary>
    public static readonly DemoPersona[] All =
    [
        new("leader", "省领导（演示）", Role.Auditor),
        new("clerk", "潍坊市局填报人（演示）", Role.Bureau, DemoProvince.ClerkCity),
        new("reviewer", "审核人（演示）", Role.Reviewer),
        new("organizer", "活动组织者（演示）", Role.Organizer),
        new("administrator", "管理员（演示）", Role.Province),
    ];

    /// <summary>Returns the account of the persona; creates it at the first call.</summary>
    public async Task<Account> EnsureAccount(IdentityGrains identities)
    {
        var name = $"demo-{Key}";
        if (await identities.Accounts.Find(name) is { } account) return account;
        var created = await identities.Accounts.Create(
            name, new(Title, Role, City, null, false), passwordHash: null, mustChange: false);
        return created.Account ?? (await identities.Accounts.Find(name))!;
    }
}
