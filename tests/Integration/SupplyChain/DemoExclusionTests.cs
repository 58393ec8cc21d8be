using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.SupplyChain;

/// <summary>The shipped image has no invented data: it is built with IpmDemo=false.</summary>
public sealed class DemoExclusionTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_build_without_the_demo_has_no_samples_and_refuses_the_demo_option()
    {
        Assert.Contains(
            "-p:IpmDemo=false",
            await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "Dockerfile"), TestContext.Current.CancellationToken));
        string[] buildArguments = [
            "msbuild", "dashboard/IpMonitor.Dashboard.csproj", "-nologo", "-p:IpmDemo=false", "-p:IpmSkipClient=true",
            $"-p:Configuration={ExternalProgram.Configuration}"
        ];
        var (_, shipped) = await ExternalProgram.Run("", "dotnet", [.. buildArguments, "-getItem:Content"]);
        Assert.Contains("leaked-passwords.txt.gz", shipped);
        Assert.DoesNotContain("samples", shipped);

        // Compiled beside the build that other tests run at this moment, against the same references.
        var (code, output) = await ExternalProgram.Run(
            "",
            "dotnet",
            [
                .. buildArguments, "-t:Compile", "-v:q", "-p:BuildProjectReferences=false",
                "-p:ProduceReferenceAssembly=false", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=true",
                $"-p:IntermediateOutputPath={_folder}/"
            ]);
        Assert.True(code == 0, output);
        var program = Path.Combine(_folder, "IpMonitor.Dashboard.dll");
        Assert.Equal(["DemoHosting"], TypesOf(program, "IpMonitor.Dashboard.Demo"));

        foreach (var part in Directory.EnumerateFiles(ExternalProgram.DashboardFolder).Where(
            part => !File.Exists(Path.Combine(_folder, Path.GetFileName(part)))))
            File.Copy(part, Path.Combine(_folder, Path.GetFileName(part)));
        (code, output) = await ExternalProgram.Run(
            "", "dotnet", program, "--demo", "--data", Path.Combine(_folder, "data"), "--urls", "http://127.0.0.1:0");
        Assert.NotEqual(0, code);
        Assert.Contains("这个程序不含演示数据", output);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data")));
    }

    private static List<string> TypesOf(string program, string typeNamespace)
    {
        using var file = new PEReader(File.OpenRead(program));
        var reader = file.GetMetadataReader();
        return [
            .. reader.TypeDefinitions.Select(reader.GetTypeDefinition)
                .Where(type => reader.GetString(type.Namespace) == typeNamespace)
                .Select(type => reader.GetString(type.Name))
        ];
    }
}
