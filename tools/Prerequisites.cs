using System.Net.NetworkInformation;
using System.Text.RegularExpressions;

namespace IpMonitor.Tools;

/// <summary>Finds the programs that the build and the tests need; null means missing.</summary>
internal static partial class Prerequisites
{
    private static readonly Version OldestNode = new(20, 19);
    private const int OldestPostgres = 15;
    private const string PostgresFolder = "/usr/lib/postgresql";

    private static readonly string[] BrowserNames =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "microsoft-edge"];

    public static bool HasBrowser => FindChromium() is not null && FindChineseFont() is not null;

    public static string? FindNode() => ProcessRunner.FirstLineOf("node", "--version") is { } text
        && Version.TryParse(text.TrimStart('v'), out var version) && version >= OldestNode ? text : null;

    /// <summary>Throws if Node.js is missing or too old.</summary>
    public static void RequireNode()
    {
        if (FindNode() is null)
            throw new CommandException(
                $"构建网页需要 Node.js {OldestNode} 或更新版本，本机没有",
                $"Building the client needs Node.js {OldestNode} or newer; this machine has "
                    + (ProcessRunner.FirstLineOf("node", "--version") ?? "none"),
                "https://nodejs.org, or see: dotnet ipm.cs doctor");
    }

    public static bool IsPortFree(int port) => IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().All(listener => listener.Port != port);

    /// <summary>Returns the browser that IPM_CHROMIUM names, or one in PATH or at its usual place.</summary>
    public static string? FindChromium() =>
        Environment.GetEnvironmentVariable("IPM_CHROMIUM") is { Length: > 0 } chosen ? chosen
        : BrowserNames.Select(ProcessRunner.FindOnPath).FirstOrDefault(path => path is not null)
            ?? UsualBrowserPaths().Select(Environment.ExpandEnvironmentVariables).FirstOrDefault(File.Exists);

    /// <summary>Returns a font with Chinese characters. Windows and macOS have one.</summary>
    public static string? FindChineseFont() => OperatingSystem.IsLinux()
        ? ProcessRunner.FirstLineOf("fc-list", ":lang=zh", "family") : "the system's own";

    /// <summary>Returns the version of the PostgreSQL server programs, which the tests start themselves.</summary>
    /// <remarks>Debian keeps them outside of PATH.</remarks>
    public static string? FindPostgres()
    {
        if (OperatingSystem.IsWindows())
            return null;
        string?[] folders =
        [
            Path.GetDirectoryName(ProcessRunner.FindOnPath("pg_ctl")),
            .. Directory.Exists(PostgresFolder)
                ? Directory.GetDirectories(PostgresFolder).Select(version => Path.Combine(version, "bin")) : [],
        ];
        return folders.OfType<string>()
            .Select(folder => ProcessRunner.FirstLineOf(Path.Combine(folder, "pg_ctl"), "--version"))
            .FirstOrDefault(text =>
                int.TryParse(Digits().Match(text ?? "").Value, out var version) && version >= OldestPostgres);
    }

    /// <summary>Returns LibreOffice's program for the command line, or null.</summary>
    public static string? FindLibreOffice() => ProcessRunner.FindOnPath("soffice");

    /// <summary>Returns the program that reads the text of PDF files, or null.</summary>
    public static string? FindPdfToText() => ProcessRunner.FindOnPath("pdftotext");

    /// <summary>Installs what the tests need if this is Debian and the user is root, as in a build container.</summary>
    /// <remarks>Passes the path of the browser to the tests in IPM_CHROMIUM.</remarks>
    public static void InstallForTests()
    {
        string[] missing =
        [
            .. (string[])(HasBrowser ? [] : ["chromium-headless-shell", "fontconfig", "fonts-noto-cjk"]),
            .. (string[])(FindPostgres() is not null ? [] : ["postgresql"]),
            .. (string[])(ProcessRunner.FindOnPath("pgbouncer") is not null ? [] : ["pgbouncer"]),
            .. (string[])(ProcessRunner.FindOnPath("strace") is not null ? [] : ["strace"]),
            .. (string[])(FindLibreOffice() is not null ? [] : ["libreoffice-calc"]),
            .. (string[])(FindPdfToText() is not null ? [] : ["poppler-utils"]),
        ];
        if (missing.Length > 0 && Environment.IsPrivilegedProcess && IsDebian())
        {
            var packages = string.Join(' ', missing);
            Console.WriteLine($"Installing {packages} for the tests (apt) …");
            ProcessRunner.Run("sh", "-c", "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && "
                + $"apt-get install -y -qq --no-install-recommends {packages} >/dev/null");
        }
        Environment.SetEnvironmentVariable("IPM_CHROMIUM", FindChromium());
    }

    private static string[] UsualBrowserPaths() =>
        OperatingSystem.IsWindows() ?
        [
            @"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
            @"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        ]
        : OperatingSystem.IsMacOS() ?
        [
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
        ]
        : [];

    private static bool IsDebian() => File.Exists("/etc/os-release")
        && File.ReadAllText("/etc/os-release").Contains("\nID=debian", StringComparison.Ordinal);

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
