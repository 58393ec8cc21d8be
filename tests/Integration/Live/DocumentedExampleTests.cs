using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.SupplyChain;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Live;

/// <summary>
/// The examples of <c>docs/live.md</c> show a ranking of a store that requires a key, through reports and a restart,
/// and say why they are refused.
/// </summary>
public sealed class DocumentedExampleTests
{
    private const string Topic = "ranking/pledge.count/2024";
    private static readonly string Client = Path.Combine(Repository.Root, "dashboard", "client");
    private static readonly string Examples = Path.Combine(Repository.Root, "docs", "examples");

    // The script is read from standard input, so that Node resolves the package from the client's folder.
    [Fact]
    public async Task The_JavaScript_example_follows_a_ranking_through_a_restart()
    {
        Prerequisite.SkipIfMissing(!IsThere("node") ? "没有 Node.js There is no Node.js: dotnet ipm.cs doctor"
            : !Directory.Exists(Path.Combine(Client, "node_modules", "@microsoft", "signalr"))
                ? "没有 There is no @microsoft/signalr: npm ci, in dashboard/client"
            : null);
        var script = await File.ReadAllTextAsync(Path.Combine(Examples, "screen.mjs"));
        await AssertFollows(script, "node", "--input-type=module", "-");
    }

    // Built first, so that the time limits apply to the example and not to the compiler.
    [Fact]
    public async Task The_CSharp_example_follows_a_ranking_through_a_restart()
    {
        var example = Path.Combine(Examples, "screen.cs");
        var (exitCode, output) = await ExternalProgram.Run("", "dotnet", "build", example, "-v", "q", "-nologo");
        Assert.True(exitCode == 0, output);
        await AssertFollows("", "dotnet", "run", "--no-build", example, "--");
    }

    [Fact]
    public async Task The_Python_example_follows_a_ranking_through_a_restart()
    {
        Prerequisite.SkipIfMissing(IsThere("python3") ? null : "没有 There is no python3: dotnet ipm.cs doctor");
        await AssertFollows("", "python3", Path.Combine(Examples, "screen.py"));
    }

    [Fact]
    public async Task The_curl_example_prints_the_messages_of_a_topic()
    {
        Prerequisite.SkipIfMissing(IsThere("curl") && !OperatingSystem.IsWindows() ? null : "没有 There is no curl");
        await using var server = await StartServer();
        using var admin = await ApiClient.CreateAdmin(server);
        var key = await admin.CreateReadingKey(null, "ranking/");
        await using (var example = Start("", server, key, Topic, "sh", Path.Combine(Examples, "screen.sh")))
        {
            await example.WaitForLine("{\"type\":3,", "\"value\":10");
            await Report(server, "2", "370200", 12);
            await example.WaitForLine("{\"type\":1,", "\"value\":12");
        }
        await AssertRefuses("", server, key, "sh", Path.Combine(Examples, "screen.sh"));
    }

    private static async Task AssertFollows(string input, string program, params string[] arguments)
    {
        await using var server = await StartServer();
        using var admin = await ApiClient.CreateAdmin(server);
        var key = await admin.CreateReadingKey(null, "ranking/");
        await using (var example = Start(input, server, key, Topic, program, arguments))
        {
            await example.WaitForLine("实时", "1 济南市 10");
            await Report(server, "2", "370200", 12);
            await example.WaitForLine("实时", "1 青岛市 12 | 2 济南市 10");
            await server.Stop();
            await example.WaitForLine("连接中断", "1 青岛市 12 | 2 济南市 10");
            await server.Run();
            await example.WaitForLine("实时", "1 青岛市 12 | 2 济南市 10");
            await Report(server, "3", "370100", 5);
            await example.WaitForLine("实时", "1 济南市 15 | 2 青岛市 12");
        }
        await AssertRefuses(input, server, key, program, arguments);
    }

    private static async Task AssertRefuses(
        string input, DashboardServer server, string key, string program, params string[] arguments)
    {
        foreach (var (given, topic, reason) in new (string?, string, string)[]
        {
            (null, Topic, "sign_in_needed"),
            ("ipm_wrong", Topic, "key_wrong"),
            (key, "province/2024", "not_allowed"),
        })
        {
            await using var example = Start(input, server, given, topic, program, arguments);
            await example.WaitForLine("", reason);
            Assert.Equal(1, await example.WaitForExit());
        }
    }

    private static async Task<DashboardHost> StartServer()
    {
        var server = await DashboardHost.StartPrivate();
        await Report(server, "1", "370100", 10);
        return server;
    }

    private static RunningExample Start(
        string input, DashboardServer server, string? key, string topic, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments, $"{server.Address}", topic])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Client,
        };
        if (key is null) start.Environment.Remove("IPM_KEY");
        else start.Environment["IPM_KEY"] = key;
        return new(Process.Start(start)!, input);
    }

    private static bool IsThere(string program)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task Report(DashboardServer server, string id, string city, decimal value)
    {
        using var key = new ApiClient(server.Address, DashboardServer.Key);
        using var response = await key.Http.PostEvents(
            new { id, source = "example", city, metric = "pledge.count", value, date = "2024-04-22" });
        Assert.True(response.IsSuccessStatusCode);
    }

    /// <summary>An example that runs; killed when it is disposed.</summary>
    private sealed class RunningExample : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public RunningExample(Process process, string input)
        {
            _process = process;
            _process.OutputDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "");
            _process.ErrorDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "");
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }

        /// <summary>Waits for a line with a start and a text.</summary>
        public async Task WaitForLine(string start, string text)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var lines = new List<string>();
            try
            {
                do lines.Add(await _lines.Reader.ReadAsync(limit.Token));
                while (!(lines[^1].StartsWith(start, StringComparison.Ordinal)
                    && lines[^1].Contains(text, StringComparison.Ordinal)));
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The output has no “{start} … {text}”:\n{string.Join('\n', lines)}");
            }
        }

        public async Task<int> WaitForExit()
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            return _process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
