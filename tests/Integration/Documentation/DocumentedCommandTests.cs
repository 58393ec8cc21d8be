using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Security;
using IpMonitor.IntegrationTests.SupplyChain;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Documentation;

/// <summary>
/// Runs the shell commands of the documents in their order against a fresh server that requires an account, behind the
/// documented nginx where they name its address.
/// </summary>
public sealed partial class DocumentedCommandTests : IDisposable
{
    private const string Wait = "runs until it is stopped; ";

    // Commands, by document and start of the block, that this test does not run, with the reason.
    private static readonly Dictionary<(string Document, string Start), string> NotRun = new()
    {
        [("README.md", "dotnet ipm.cs up --demo")] = Wait + "DemoTests starts it",
        [("README.zh-CN.md", "dotnet ipm.cs up --demo")] = Wait + "DemoTests starts it",
        [("CONTRIBUTING.md", "dotnet ipm.cs test")] = "runs this test",
        [("CONTRIBUTING.md", "IPM_ACCEPT=1 dotnet ipm.cs test")] = "runs this test and changes the repository",
        [("docs/live.md", "export IPM_KEY")] = Wait + "DocumentedExampleTests runs the examples",
        [("docs/operations/backup.md", "dotnet ipm.cs restore")] =
            "needs a stopped server and PostgreSQL; StoreCommandTests runs both commands",
        [("docs/operations/backup.md", "# pg_hba.conf")] = "settings; PostgresTlsTests uses them",
        [("docs/operations/deployment.md", "Kestrel__Endpoints__Https__Url")] = "settings; TlsTests uses them",
        [("docs/operations/deployment.md", "Security__TrustedProxies__0")] = "settings; ProxySnippetTests uses them",
        [("docs/operations/deployment.md", "dotnet publish")] = "takes minutes; ShippedFilesTests checks the result",
        [("docs/operations/deployment.md", "docker run")] = "needs an engine",
        [("docs/operations/deployment.md", "useradd")] = "changes the machine; ShippedFilesTests checks the unit",
        [("docs/operations/deployment.md", "dotnet ipm.cs account recover")] =
            "needs a stopped server; AccountRecoveryTests runs it",
        [("docs/operations/first-day.md", "dotnet ipm.cs up --data")] = Wait + "this test starts a server instead",
    };

    private readonly TestCertificate _certificate = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Each_exception_is_a_block_of_a_document() => Assert.Empty(NotRun.Keys.Except(
        ReadBlocks().Select(block => FindException(block)).OfType<(string, string)>()));

    [Fact]
    public async Task The_commands_of_the_documents_succeed_in_their_order()
    {
        Prerequisite.SkipIfMissing(OperatingSystem.IsWindows() ? "没有 There is no bash" : NginxProcess.MissingReason);
        var blocks = ReadBlocks().Where(block => FindException(block) is null).ToList();
        Assert.True(blocks.Count >= 12, $"only {blocks.Count} blocks");
        Assert.Contains(blocks, block => block.Document == "docs/operations/first-day.md");

        await using var server = await DashboardHost.StartPrivate("--Security:TrustedProxies:0=127.0.0.1");
        await using var nginx = await DocumentedProxy.StartNginx("server_name ipm.example", server, _certificate, Port);
        foreach (var name in (string[])["samples", "docs"])
            Directory.CreateSymbolicLink(Path.Combine(_folder, name), Path.Combine(Repository.Root, name));
        Directory.CreateDirectory(Path.Combine(_folder, "backup"));
        File.Copy(
            Path.Combine(Repository.Root, "grains", "data", "targets.csv"), Path.Combine(_folder, "targets.csv"));

        // The blocks of a document share their variables, as in the shell of a reader.
        foreach (var document in blocks.GroupBy(block => block.Document, block => block.Text))
        {
            var script = $"{Prelude(server)}\n{string.Join('\n', document)}"
                .Replace("http://127.0.0.1:5080", $"{server.Address}".TrimEnd('/'), StringComparison.Ordinal)
                .Replace("https://ipm.example.gov.cn", $"https://127.0.0.1:{Port}", StringComparison.Ordinal)
                .Replace("/srv/ipmonitor-copy", Path.Combine(_folder, "copy"), StringComparison.Ordinal)
                .Replace("/srv/ipmonitor", server.DataFolder, StringComparison.Ordinal)
                .Replace("/backup/", $"{_folder}/backup/", StringComparison.Ordinal);
            var (exitCode, output) = await ExternalProgram.Run(_folder, "bash", "-c", script);
            Assert.True(exitCode == 0, $"{document.Key}: exit code {exitCode}\n{script}\n{output}");
        }
    }

    private static string SiloProgram => Path.Combine(
        ExternalProgram.DashboardFolder.Replace("Dashboard", "Silo", StringComparison.Ordinal), "IpMonitor.Silo.dll");

    private int Port { get; } = TestPort.FindFree();

    // Fails on problem responses, and writes the response with its status for the message of the test. The commands of
    // ipm.cs are those of the silo; without --data they use that of the server.
    private static string Prelude(DashboardServer server) => $$"""
        set -e
        KEY='{{DashboardServer.Key}}' NAME=admin PASSWORD='{{DashboardServer.AdminPassword}}'
        curl() { command curl --insecure --silent --show-error --fail-with-body --max-time 60 "$@"; echo; }
        dotnet() {
          local folder='{{server.DataFolder}}' words=()
          shift
          while [ $# -gt 0 ]; do
            if [ "$1" = --data ]; then folder=$2; shift 2; else words+=("$1"); shift; fi
          done
          command dotnet '{{SiloProgram}}' "${words[@]}" --data "$folder"
        }
        """;

    private static (string Document, string Start)? FindException((string Document, string Text) block)
    {
        var found = NotRun.Keys.Where(key =>
            key.Document == block.Document && block.Text.StartsWith(key.Start, StringComparison.Ordinal)).ToList();
        return found is [var exception, ..] ? exception : null;
    }

    private static List<(string Document, string Text)> ReadBlocks() =>
    [
        .. from document in Repository.Sources(".md")
           from Match block in ShellBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
           select (document, block.Groups["text"].Value.TrimStart()),
    ];

    [GeneratedRegex("""^ *```(sh|bash|shell|console)\n(?<text>.*?)^ *```""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();
}
