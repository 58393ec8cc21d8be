using System.Text.Json;
using System.Xml.Linq;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.SupplyChain;

/// <summary>
/// The software bill of materials, <c>dotnet ipm.cs sbom</c>, lists what ships, with versions and hashes, and nothing
/// else.
/// </summary>
public sealed class SbomTests : IDisposable
{
    private readonly string _file = $"{TestFolder.CreatePath()}.json";

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_SBOM_lists_shipped_packages_and_no_build_or_test_packages()
    {
        var (code, output) = await ExternalProgram.Run(
            "", "dotnet", "ipm.cs", "sbom", _file, "--of", ExternalProgram.DashboardFolder);
        Assert.True(code == 0, output);
        using var sbom = JsonDocument.Parse(await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken));
        Assert.Equal("CycloneDX", sbom.RootElement.GetProperty("bomFormat").GetString());
        var components = sbom.RootElement.GetProperty("components")
            .EnumerateArray()
            .ToDictionary(component => component.GetProperty("purl").GetString()!);
        Assert.All(components.Values, component =>
            Assert.Equal(128, component.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length));

        var known = components.Keys.ToLookup(address => address.Split('/')[0]);
        var pages = known["pkg:npm"].Select(NameOf).ToHashSet();
        Assert.Superset(DirectDependencies("dependencies"), pages);
        Assert.Contains("zrender", pages); // required by ECharts
        Assert.Empty(pages.Intersect(DirectDependencies("devDependencies")));
        var loaded = known["pkg:nuget"].Select(address => address.Split('/')[1]).ToList();
        Assert.Superset(PackageReferences().ToHashSet(), loaded.ToHashSet());
        Assert.Contains(loaded, package => package.StartsWith("SQLitePCLRaw.core@", StringComparison.Ordinal));
        Assert.DoesNotContain(
            loaded,
            package => package.StartsWith("xunit", StringComparison.Ordinal)
                || package.StartsWith("Microsoft.Playwright", StringComparison.Ordinal));
    }

    // Names only: the lock file has the resolved versions. (`npm sbom --omit dev` omits packages that are also peer
    // dependencies, such as Vue.)
    private static HashSet<string> DirectDependencies(string kind)
    {
        using var package = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Repository.Root, "dashboard", "client", "package.json")));
        return [.. package.RootElement.GetProperty(kind).EnumerateObject().Select(component => component.Name)];
    }

    private static string NameOf(string address) =>
        Uri.UnescapeDataString(address["pkg:npm/".Length..address.LastIndexOf('@')]);

    // Returns the direct references of the three shipped projects at the versions of Directory.Packages.props.
    private static IEnumerable<string> PackageReferences()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(element => element.Attribute("Include")!.Value, element =>
                element.Attribute("Version")!.Value);
        return from project in (string[])[
            "grains/IpMonitor.Grains.csproj", "silo/IpMonitor.Silo.csproj", "dashboard/IpMonitor.Dashboard.csproj"
        ]
               from element in XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("PackageReference")
               where element.Attribute("Condition") is null && element.Parent!.Attribute("Condition") is null
               let name = element.Attribute("Include")!.Value
               // A metapackage without assemblies: the program loads its dependencies.
               where name != "Microsoft.Orleans.Sdk"
               select $"{name}@{versions[name]}";
    }
}
