using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Accounts;

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
}
