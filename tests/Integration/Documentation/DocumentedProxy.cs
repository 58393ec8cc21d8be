using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Security;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Documentation;

/// <summary>The proxies of <c>docs/operations/deployment.md</c>, with another port, server and certificate.</summary>
internal static partial class DocumentedProxy
{
    private static readonly string Document =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "deployment.md"));

    /// <summary>Starts nginx with the configuration that contains a text.</summary>
    public static Task<NginxProcess> StartNginx(
        string text, DashboardServer server, TestCertificate certificate, int port) =>
        NginxProcess.Start(Adapt(Read("nginx", text), server, certificate)
            .Replace("listen 443", $"listen 127.0.0.1:{port}", StringComparison.Ordinal));

    /// <summary>Starts Caddy with the documented configuration.</summary>
    public static async Task<Process> StartCaddy(DashboardServer server, TestCertificate certificate, int port)
    {
        var folder = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;
        var file = Path.Combine(folder, "Caddyfile");
        await File.WriteAllTextAsync(file, "{\n  admin off\n  auto_https disable_redirects\n}\n"
            + Adapt(Read("caddy", "reverse_proxy"), server, certificate)
                .Replace("ipm.example.gov.cn", $"https://127.0.0.1:{port}", StringComparison.Ordinal));
        var start = new ProcessStartInfo("caddy", ["run", "--config", file, "--adapter", "caddyfile"])
        {
            RedirectStandardError = true,
        };
        (start.Environment["HOME"], start.Environment["XDG_DATA_HOME"], start.Environment["XDG_CONFIG_HOME"]) =
            (folder, folder, folder);
        var caddy = Process.Start(start)!;
        var log = caddy.StandardError.ReadToEndAsync();
        for (var waited = Stopwatch.StartNew(); !await IsOpen(port); await Task.Delay(20))
            if (caddy.HasExited || waited.Elapsed > TimeSpan.FromSeconds(20))
            {
                caddy.Kill();
                throw new InvalidOperationException($"Caddy did not start:\n{await log}");
            }
        return caddy;
    }

    private static string Read(string language, string text) => Block().Matches(Document)
        .Single(block => block.Groups["language"].Value == language
            && block.Groups["text"].Value.Contains(text, StringComparison.Ordinal)).Groups["text"].Value;

    private static string Adapt(string text, DashboardServer server, TestCertificate certificate) => text
        .Replace("127.0.0.1:5080", server.Address.Authority, StringComparison.Ordinal)
        .Replace("/etc/ipmonitor/tls/fullchain.pem", certificate.Path, StringComparison.Ordinal)
        .Replace("/etc/ipmonitor/tls/privkey.pem", certificate.KeyPath, StringComparison.Ordinal);

    private static async Task<bool> IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^```(?<language>nginx|caddy)\n(?<text>.*?)^```""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
