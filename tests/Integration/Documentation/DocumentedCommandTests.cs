using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.SupplyChain;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Documentation;

/// <summary>Runs the curl commands of the documents against a server with demo data.</summary>
public sealed partial class DocumentedCommandTests
{
    // Fails on problem responses, and writes the response with its status for the message of the test.
    private const string Prelude = $$"""
        set -e
        KEY='{{DashboardServer.Key}}' NAME=admin PASSWORD='{{DashboardServer.AdminPassword}}'
        curl() { command curl --silent --show-error --fail-with-body --max-time 60 "$@"; echo; }
        """;

    [Fact]
    public async Task The_curl_commands_of_the_documents_succeed()
    {
        Prerequisite.SkipIfMissing(OperatingSystem.IsWindows() ? "没有 There is no bash" : null);
        var blocks = new[] { "README.md", "README.zh-CN.md", "docs/api.md", "docs/import.md" }
            .SelectMany(ReadShellBlocks).Where(block => block.Text.Contains("curl", StringComparison.Ordinal)).ToList();
        Assert.True(blocks.Count >= 6, $"only {blocks.Count} blocks");
        await using var server = await DashboardHost.Start("--demo");
        var folder = Directory.CreateTempSubdirectory();
        foreach (var name in (string[])["samples", "docs"])
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, name), Path.Combine(Repository.Root, name));
        File.Copy(
            Path.Combine(Repository.Root, "grains", "data", "targets.csv"),
            Path.Combine(folder.FullName, "targets.csv"));

        foreach (var (document, text) in blocks)
        {
            var address = $"{server.Address}".TrimEnd('/');
            var script = text.Replace("http://127.0.0.1:5080", address, StringComparison.Ordinal);
            var (exitCode, output) = await ExternalProgram.Run(
                folder.FullName, "bash", "-c", $"{Prelude}\n{script}");
            Assert.True(exitCode == 0, $"{document}: exit code {exitCode}\n{script}\n{output}");
        }
        folder.Delete(recursive: true);
    }

    private static IEnumerable<(string Document, string Text)> ReadShellBlocks(string document) =>
        ShellBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
            .Select(match => (document, match.Groups["text"].Value));

    [GeneratedRegex("""^```sh\n(?<text>.*?)^```""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
