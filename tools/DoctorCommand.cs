namespace IpMonitor.Tools;

/// <summary><c>doctor</c>: lists what this machine has and lacks, and how to install it.</summary>
internal static class DoctorCommand
{
    private const int DefaultPort = 5080;

    public static int Run(CommandArguments arguments)
    {
        arguments.RejectRemaining();
        var results = Requirements().AsParallel().AsOrdered()
            .Select(requirement => (Requirement: requirement, Found: requirement.Find())).ToList();
        Console.WriteLine();
        foreach (var (requirement, found) in results)
            Console.WriteLine(found is not null
                ? $"  ok       {requirement.Name,-11} {found}"
                : $"  {(requirement.IsRequired ? "MISSING" : "missing")}  {requirement.Name,-11} "
                    + $"{requirement.Purpose}\n{"",23}-> {requirement.Install}");
        return results.Exists(result => result.Requirement.IsRequired && result.Found is null) ? 1 : 0;
    }

    private static Requirement[] Requirements() =>
    [
        new(".NET SDK", "builds and runs everything", () => ProcessRunner.FirstLineOf("dotnet", "--version"), ForSystem(
            "winget install Microsoft.DotNet.SDK.10", "brew install --cask dotnet-sdk@10", "https://dot.net/download"),
            IsRequired: true),
        new("Node.js", "20.19 or newer builds the client", Prerequisites.FindNode, ForSystem(
            "winget install OpenJS.NodeJS.LTS", "brew install node", "https://nodejs.org/en/download"),
            IsRequired: true),
        new("npm", "comes with Node.js", () => ProcessRunner.FirstLineOfNpm("--version"), ForSystem(
            "winget install OpenJS.NodeJS.LTS", "brew install node", "apt install npm"), IsRequired: true),
        new("git", "gets the source", () => ProcessRunner.FirstLineOf("git", "--version"), ForSystem(
            "winget install Git.Git", "brew install git", "apt install git")),
        new("Chromium", "browser tests", Prerequisites.FindChromium, ForSystem("winget install Google.Chrome",
            "brew install --cask google-chrome", "apt install chromium-headless-shell")),
        new("fonts", "Chinese characters in browser tests", Prerequisites.FindChineseFont, ForSystem(
            "part of Windows", "part of macOS", "apt install fontconfig fonts-noto-cjk")),
        new("strace", "tests of writes to the disk", () => ProcessRunner.FindOnPath("strace"), ForSystem(
            "only on Linux; those tests are skipped", "only on Linux; those tests are skipped", "apt install strace")),
        new("PostgreSQL", "15 or newer: tests of the journal in PostgreSQL (IPM_DATABASE)", Prerequisites.FindPostgres,
            ForSystem("not on Windows; those tests are skipped", "brew install postgresql@17",
                "apt install postgresql")),
        new("PgBouncer", "tests of a connection pooler", () => ProcessRunner.FindOnPath("pgbouncer"), ForSystem(
            "not on Windows; those tests are skipped", "brew install pgbouncer", "apt install pgbouncer")),
        new("LibreOffice", "tests of templates and marked workbooks", Prerequisites.FindLibreOffice, ForSystem(
            "winget install TheDocumentFoundation.LibreOffice", "brew install --cask libreoffice",
            "apt install libreoffice-calc")),
        new("pdftotext", "tests of printed workbooks", Prerequisites.FindPdfToText, ForSystem(
            "winget install oschwartz10612.Poppler", "brew install poppler", "apt install poppler-utils")),
        new("tzdata", "the Asia/Shanghai time zone", FindTimeZone, ForSystem(
            "part of Windows", "part of macOS", "apt install tzdata"), IsRequired: true),
        new("npm audit", "the client's packages have known vulnerabilities, or the registry did not answer",
            AuditClient, "npm audit --omit dev, in dashboard/client"),
        new($"port {DefaultPort}", "is in use; `up` takes another", FindDefaultPort,
            $"dotnet ipm.cs up --port {DefaultPort + 1}"),
    ];

    private static string ForSystem(string windows, string macOS, string debian) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? macOS : debian;

    private static string? FindTimeZone()
    {
        var name = OperatingSystem.IsWindows() ? "China Standard Time" : "Asia/Shanghai";
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone.Id : null;
    }

    // Packages that only build the client do not ship, so they are left out (SECURITY.md).
    private static string? AuditClient() =>
        ProcessRunner.FirstLineOfNpm("audit", "--omit", "dev", "--prefix", RepositoryPaths.Client);

    private static string? FindDefaultPort() => Prerequisites.IsPortFree(DefaultPort) ? "free" : null;
}
