using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Live;

/// <summary>The examples of <c>docs/live.md</c> show a ranking through a report, a kill and a restart.</summary>
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
        await AssertFollows(
            await File.ReadAllTextAsync(Path.Combine(Examples, "screen.mjs")), "node", "--input-type=module", "-");
    }

    // Built first, so that the time limits apply to the example and not to the compiler.
    [Fact]
    public async Task The_CSharp_example_follows_a_ranking_through_a_restart()
    {
        var example = Path.Combine(Examples, "screen.cs");
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", example, "-v", "q", "-nologo"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 0, output);
        await AssertFollows("", "dotnet", "run", "--no-build", example, "--");
    }

    private static async Task AssertFollows(string input, string program, params string[] arguments)
    {
        await using var server = await DashboardHost.Start();
        await Report(server, "1", "370100", 10);
        using var example = Process.Start(
            new ProcessStartInfo(program, [.. arguments, server.Address.ToString(), Topic])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Client,
            })!;
        try
        {
            var lines = Channel.CreateUnbounded<string>();
            example.OutputDataReceived += (_, line) => lines.Writer.TryWrite(line.Data ?? "");
            example.ErrorDataReceived += (_, line) => lines.Writer.TryWrite(line.Data ?? "");
            example.BeginOutputReadLine();
            example.BeginErrorReadLine();
            await example.StandardInput.WriteAsync(input);
            example.StandardInput.Close();

            await WaitForOutput(lines.Reader, "实时", "1 济南市 10");
            await Report(server, "2", "370200", 12);
            await WaitForOutput(lines.Reader, "实时", "1 青岛市 12 | 2 济南市 10");
            await server.Stop();
            await WaitForOutput(lines.Reader, "连接中断", "1 青岛市 12 | 2 济南市 10");
            await server.Run();
            await WaitForOutput(lines.Reader, "实时", "1 青岛市 12 | 2 济南市 10");
            await Report(server, "3", "370100", 5);
            await WaitForOutput(lines.Reader, "实时", "1 济南市 15 | 2 青岛市 12");
        }
        finally
        {
            example.Kill(entireProcessTree: true);
            await example.WaitForExitAsync();
        }
    }

    private static async Task WaitForOutput(ChannelReader<string> outputReader, string marker, string rows)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var lines = new List<string>();
        try
        {
            do lines.Add(await outputReader.ReadAsync(limit.Token));
            while (!(lines[^1].StartsWith(marker, StringComparison.Ordinal)
                && lines[^1].EndsWith(rows, StringComparison.Ordinal)));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The output has no “{marker} … {rows}”:\n{string.Join('\n', lines)}");
        }
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
        using var response = await server.Http.PostEvents(
            new { id, source = "example", city, metric = "pledge.count", value, date = "2024-04-22" });
        Assert.True(response.IsSuccessStatusCode);
    }
}
