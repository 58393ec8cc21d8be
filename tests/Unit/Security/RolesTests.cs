using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Audit;

namespace IpMonitor.UnitTests.Security;

public sealed class RolesTests
{
    [Fact]
    public void Each_role_of_accounts_has_its_own_claim()
    {
        var claims = Enum.GetValues<Role>().Select(Roles.GetRole).ToList();
        Assert.Equal(claims.Distinct(), claims);
        Assert.Subset(Roles.All.ToHashSet(), claims.ToHashSet());
    }

    [Fact]
    public void An_unknown_role_gets_no_claim() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Roles.GetRole((Role)99));

    [Fact]
    public void Every_role_has_the_kind_of_its_actor()
    {
        string[] accounts =
            [Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Organizer, Roles.Auditor, Roles.PendingSetup];
        foreach (var role in Roles.All)
            Assert.Equal(
                (role, accounts.Contains(role) ? ActorKind.Account
                    : role == Roles.Screen ? ActorKind.Screen
                    : ActorKind.ApiKey),
                (role, AuditEntry.GetKind(role)));
    }
}
