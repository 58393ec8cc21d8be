using System.Text.Json.Nodes;

namespace IpMonitor.Tools;

/// <summary><c>sbom</c>: writes the software bill of materials as CycloneDX 1.6 JSON.</summary>
/// <remarks>
/// NuGet packages come from the deps.json of the program, npm packages from those in the lock file that ship.
/// </remarks>
internal static class SbomCommand
{
    private const string PackageFolder = "node_modules/";

    public static int Run(CommandArguments arguments)
    {
        var file = arguments.TakeFile("sbom");
        var program = arguments.TakeOption("--of");
        arguments.RejectRemaining();
        if (program is null)
        {
            if (!MsBuild.Build("dashboard/IpMonitor.Dashboard.csproj"))
                return 1;
            program = Path.GetDirectoryName(RepositoryPaths.ProgramOf("IpMonitor.Dashboard"))!;
        }
        var libraries = Members(Path.Combine(program, "IpMonitor.Dashboard.deps.json"), "libraries");
        var packages = Members(Path.Combine(RepositoryPaths.Client, "package-lock.json"), "packages");
        JsonNode[] components =
        [
            .. NuGetComponents(libraries).Concat(NpmComponents(packages))
                .DistinctBy(Reference).OrderBy(Reference, StringComparer.Ordinal),
        ];
        var document = Document(VersionOf(libraries), components);
        File.WriteAllText(file, $"{document.ToJsonString(new() { WriteIndented = true })}\n");
        Console.WriteLine($"组件 components: {components.Length}, {file}");
        return 0;
    }

    private static List<(string Name, JsonNode Value)> Members(string file, string name) => File.Exists(file)
        ? [.. JsonNode.Parse(File.ReadAllText(file))![name]!.AsObject().Select(member => (member.Key, member.Value!))]
        : throw new CommandException($"没有 {file}", $"There is no {file}",
            "dotnet ipm.cs sbom FILE --of DIR: the folder that dotnet publish wrote");

    private static string VersionOf(IEnumerable<(string Name, JsonNode Value)> libraries) =>
        libraries.Select(library => library.Name.Split('/')).First(name => name[0] == "IpMonitor.Dashboard")[1];

    private static IEnumerable<JsonObject> NuGetComponents(IEnumerable<(string Name, JsonNode Value)> libraries) =>
        from library in libraries
        where (string?)library.Value["type"] == "package"
        let name = library.Name.Split('/')
        select Component("nuget", name[0], name[1], (string)library.Value["sha512"]!, license: null);

    private static IEnumerable<JsonObject> NpmComponents(IEnumerable<(string Name, JsonNode Value)> packages) =>
        from package in packages
        let value = package.Value
        where package.Name.Length > 0
            && value["dev"] is null && value["optional"] is null && value["devOptional"] is null
        let name = package.Name.Split(PackageFolder)[^1]
        select Component(
            "npm", name, (string)value["version"]!, (string)value["integrity"]!, (string?)value["license"]);

    private static JsonObject Component(string type, string name, string version, string sha512, string? license)
    {
        var purl = $"pkg:{type}/{name.Replace("@", "%40", StringComparison.Ordinal)}@{version}";
        var hash = Convert.ToHexStringLower(Convert.FromBase64String(sha512["sha512-".Length..]));
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = purl,
            ["name"] = name,
            ["version"] = version,
            ["purl"] = purl,
            ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hash }),
        };
        if (license is not null)
            component["licenses"] = new JsonArray(new JsonObject { ["expression"] = license });
        return component;
    }

    private static string Reference(JsonNode component) => (string)component["bom-ref"]!;

    private static JsonObject Document(string version, JsonNode[] components) => new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["component"] = new JsonObject
            {
                ["type"] = "application",
                ["bom-ref"] = "ipmonitor",
                ["name"] = "IpMonitor",
                ["version"] = version,
            },
        },
        ["components"] = new JsonArray(components),
    };
}
