using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.SupplyChain;

/// <summary>The program folder holds only what runs, and the service unit that starts it is valid.</summary>
public sealed class ShippedFilesTests
{
    [Fact]
    public void The_program_has_no_compiler_and_no_symbol_files()
    {
        var own = Directory.GetFiles(ExternalProgram.DashboardFolder).Select(Path.GetFileName).ToList();
        Assert.Contains("IpMonitor.Silo.dll", own);
        Assert.DoesNotContain(own, file => file!.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.DoesNotContain(own, file => file!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.DoesNotContain(
            "Microsoft.CodeAnalysis.dll",
            File.ReadAllText(Path.Combine(ExternalProgram.DashboardFolder, "IpMonitor.Dashboard.deps.json")));
        var dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));
        Assert.Equal(3, dockerfile.Split("-p:UseCurrentRuntimeIdentifier=true").Length);
    }

    [Fact]
    public async Task The_service_unit_is_valid()
    {
        const string verifier = "/usr/bin/systemd-analyze";
        Prerequisite.SkipIfMissing(File.Exists(verifier) ? null : "没有 systemd There is no systemd");
        var unit = Path.Combine(Repository.Root, "docs", "operations", "ipmonitor.service");
        var text = await File.ReadAllTextAsync(unit, TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory();
        var copy = Path.Combine(folder.FullName, "ipmonitor.service");
        await File.WriteAllTextAsync(
            copy, text.Replace("/usr/bin/dotnet", Environment.ProcessPath), TestContext.Current.CancellationToken);
        var (code, output) = await ExternalProgram.Run("", verifier, "verify", copy);
        folder.Delete(recursive: true);
        Assert.True(code == 0, output);
        Assert.Equal("", output.Trim());
    }
}
