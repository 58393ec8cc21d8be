using System.Diagnostics;

namespace IpMonitor.Testing.Import;

/// <summary>Runs LibreOffice without a window, each time with a new profile, and reads its PDF files.</summary>
internal static class LibreOffice
{
    /// <summary>The reason why this machine cannot convert and read documents, or null if it can.</summary>
    public static string? MissingReason { get; } =
        IsOnPath("soffice") && IsOnPath("pdftotext")
            ? null
            : "本机没有 LibreOffice 或 pdftotext No LibreOffice or pdftotext here: dotnet ipm.cs doctor";

    /// <summary>Converts files in a folder to a format, such as <c>xlsx</c>, in a folder of its own.</summary>
    /// <returns>The folder with the converted files.</returns>
    public static async Task<string> Convert(string folder, string format, params IEnumerable<string> files)
    {
        var output = Path.Combine(folder, format.Split(':')[0]);
        await Run(
            "soffice", folder,
            [
                $"-env:UserInstallation={new Uri($"{output}-profile")}", "--headless", "--norestore", "--convert-to",
                format, "--outdir", output, .. files,
            ]);
        return output;
    }

    /// <summary>The text of a PDF file as it is laid out on the pages.</summary>
    public static Task<string> ReadPdf(string file) =>
        Run("pdftotext", Path.GetDirectoryName(file)!, "-layout", file, "-");

    private static async Task<string> Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output[0]
            : throw new InvalidOperationException($"{program} exited with {process.ExitCode}: {output[0]}{output[1]}");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
