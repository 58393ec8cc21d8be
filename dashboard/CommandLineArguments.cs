using System.Reflection;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard;

/// <summary>Validates the command line and prepares it for configuration.</summary>
internal static class CommandLineArguments
{
    private const string Usage = """
        用法 Usage: IpMonitor.Dashboard [选项 options]

          --data DIR            数据目录，默认 ./data Data folder, default ./data
          --urls URL            监听地址 Addresses to listen on, such as http://0.0.0.0:5080
          --demo                演示数据 Demo data
          --Section:Key=VALUE   任一设置 Any setting: docs/operations/settings.md
          --version             版本 Version
          --help                本页 This text

        备份、恢复、账号恢复 Backup, restore, account recovery: IpMonitor.Silo --help
        """;

    // Settings without a section that the program, ASP.NET Core and OpenTelemetry read.
    private static readonly string[] Names =
    [
        "data", "demo", "urls", "http_ports", "https_ports", "environment", "contentRoot", "webroot", "applicationName",
        "shutdownTimeoutSeconds", "AllowedHosts", "PathBase", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "help", "version",
    ];

    // The options of each section of this program refuse unknown keys themselves.
    private static readonly string[] Sections =
    [
        "Accounts", "Charts", "Clock", "Corrections", "Health", "Import", "Ingestion", "Live", "Pages", "Requests",
        "Retention", "Review", "Security", "Submissions", "Telemetry", "Kestrel", "Logging", "Serilog",
    ];

    // RenamedSettings reads these until version 2.0.
    private static readonly string[] FormerSections = ["Doors", "Intake", "Desk"];

    /// <summary>Returns the text that a command line asks for, the usage or the version; null to start.</summary>
    public static string? GetRequestedText(string[] args) =>
        args.Any(arg => arg is "--help" or "-h" or "-?" or "/?" or "help") ? Usage
        : args.Contains("--version") ? $"IpMonitor {Version}"
        : null;

    /// <summary>Gives the flag <c>--demo</c> the value that configuration requires.</summary>
    public static string[] ExpandFlags(string[] args) => [.. args.Select(arg => arg == "--demo" ? "--demo=true" : arg)];

    /// <summary>Validates expanded arguments: <c>--key=value</c> or <c>--key value</c>.</summary>
    /// <exception cref="StartupException">An option is unknown or has no value.</exception>
    public static void Validate(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var parts = args[i].Split('=', 2);
            var option = parts[0];
            if (!IsKnown(option))
                throw new StartupException(ClosestName.DescribeUnknownOption(option, GetSimilarForms(option)));
            var value = parts.Length > 1 ? parts[1]
                : ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal) ? args[i]
                : null;
            // An empty value of another setting means its default.
            if (value is null || (value.Length == 0 && option is ("--data" or "--urls")))
                throw new StartupException($"{option}：缺少值。 It needs a value. --help");
        }
    }

    private static string Version => typeof(CommandLineArguments).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static bool IsKnown(string option)
    {
        if (!option.StartsWith("--", StringComparison.Ordinal)) return false;
        var name = option[2..];
        return name.StartsWith(EnvironmentVariableNames.Prefix, StringComparison.OrdinalIgnoreCase)
            || (name.Contains(':') ? [.. Sections, .. FormerSections] : Names)
                .Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> GetSimilarForms(string option) => option.Split(':', 2) is [_, var key]
        ? Sections.Select(section => $"--{section}:{key}")
        : Names.Select(name => $"--{name}");
}
