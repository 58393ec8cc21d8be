using System.Diagnostics;
using System.Text.Json;
using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Runs scripts with exceljs, a development package of the client.</summary>
internal static class ExcelJs
{
    private static readonly string Client = Path.Combine(Repository.Root, "dashboard", "client");

    /// <summary>The reason why no script can run, or null.</summary>
    public static string? MissingReason { get; } =
        Directory.Exists(Path.Combine(Client, "node_modules", "exceljs"))
            ? null
            : "没有 exceljs There is no exceljs: npm ci in dashboard/client";

    /// <summary>
    /// Runs a script with the workbook of a file as <c>workbook</c> and a value as <c>input</c>; returns its result.
    /// </summary>
    public static async Task<JsonElement> Run(string file, object? input, string script)
    {
        var start = new ProcessStartInfo("node", ["-"])
        {
            WorkingDirectory = Client,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync($$"""
            const { Workbook } = require('exceljs')
            const [file, input] = {{JsonSerializer.Serialize(new[] { file, input })}}
            const workbook = new Workbook()
            const run = async () => { {{script}} }
            workbook.xlsx.readFile(file).then(run).then((result) => console.log(JSON.stringify(result ?? null)))
            """);
        process.StandardInput.Close();
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output[1]);
        return JsonDocument.Parse(output[0]).RootElement;
    }
}
