using System.Xml.Linq;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.SupplyChain;

/// <summary>Checks the dependency rules that SECURITY.md states.</summary>
public sealed class DependencyAuditTests
{
    [Fact]
    public void A_known_vulnerability_in_any_package_fails_the_build()
    {
        var settings = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"))
            .Descendants()
            .ToLookup(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(
            ("true", "all", "low"),
            (
                settings["NuGetAudit"].Single(), settings["NuGetAuditMode"].Single(),
                settings["NuGetAuditLevel"].Single()));
        Assert.Contains("NU1901;NU1902;NU1903;NU1904", settings["WarningsAsErrors"].Single());

        Assert.DoesNotContain(
            Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
                .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)),
            file => XDocument.Load(file).Descendants("NuGetAuditSuppress").Any());
    }
}
