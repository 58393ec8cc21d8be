using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Http;

/// <summary>The server answers the addresses of the client's router with the page, and no others.</summary>
public sealed partial class SpaRoutesTests
{
    [Fact]
    public void The_server_and_the_router_have_the_same_addresses()
    {
        var router = File.ReadAllText(Path.Combine(Repository.Root, "dashboard", "client", "src", "app", "router.ts"));
        var addresses = RoutePath().Matches(router)
            .Select(match => Parameter().Replace(match.Groups[1].Value, "{$1}"))
            .Where(address => !address.Contains('*'));
        Assert.Equal(addresses.Order(StringComparer.Ordinal), SpaRoutes.Patterns.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""\bpath: '([^']+)'""")]
    private static partial Regex RoutePath();

    [GeneratedRegex(":([a-z]+)")]
    private static partial Regex Parameter();
}
