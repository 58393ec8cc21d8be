using System.Xml.Linq;

namespace IpMonitor.Tests.Supply;

/// <summary>What SECURITY.md promises of the packages that ship.</summary>
public sealed class UpdateTests
{
    [Fact]
    public void A_known_fault_in_any_package_stops_the_build_but_the_one_of_the_reduced_sets_SQLite()
    {
        var settings = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants().ToLookup(one => one.Name.LocalName, one => one.Value);
        Assert.Equal(("true", "all", "low"), (settings["NuGetAudit"].Single(), settings["NuGetAuditMode"].Single(), settings["NuGetAuditLevel"].Single()));
        Assert.Contains("NU1901;NU1902;NU1903;NU1904", settings["WarningsAsErrors"].Single());

        var let = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)).SelectMany(file => XDocument.Load(file).Descendants("NuGetAuditSuppress")).ToList();
        var one = Assert.Single(let);
        Assert.Equal("'$(IpmPackages)' != 'full'", one.Parent!.Attribute("Condition")!.Value);
        Assert.Contains(one.Attribute("Include")!.Value.Split('/')[^1], File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md")));
    }
}
