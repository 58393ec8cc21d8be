using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace IpMonitor.Dashboard.Logging;

/// <summary>Reads log levels from the former section <c>Logging:LogLevel</c>; support ends with 2.0.</summary>
internal sealed partial class LegacyLogLevels(ILogger<LegacyLogLevels> log) : BackgroundService
{
    private const string Section = "Logging:LogLevel";

    /// <summary>
    /// Copies the levels to <c>Serilog:MinimumLevel</c> with a lower priority than the environment and the command
    /// line; returns false if there are none.
    /// </summary>
    /// <exception cref="StartupException">A level is unknown.</exception>
    public static bool Translate(ConfigurationManager configuration)
    {
        var levels = configuration.GetSection(Section).GetChildren()
            .Where(level => level.Value is not null)
            .Select(level => KeyValuePair.Create(GetTargetKey(level.Key), (string?)ParseLevel(level)))
            .ToList();
        if (levels.Count == 0) return false;
        var sources = ((IConfigurationBuilder)configuration).Sources;
        var lastFile = sources.OfType<JsonConfigurationSource>()
            .Select(file => sources.IndexOf(file))
            .DefaultIfEmpty(-1)
            .Max();
        sources.Insert(lastFile + 1, new MemoryConfigurationSource { InitialData = levels });
        return true;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogRenamed(log);
        return Task.CompletedTask;
    }

    private static string GetTargetKey(string category) =>
        category.Equals("Default", StringComparison.OrdinalIgnoreCase)
            ? "Serilog:MinimumLevel:Default"
            : $"Serilog:MinimumLevel:Override:{category}";

    private static string ParseLevel(IConfigurationSection level) =>
        !Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed)
            ? throw new StartupException(
                $"{level.Path}：没有“{level.Value}”这个级别。 '{level.Value}' is not a log level; use Serilog:MinimumLevel.")
            : parsed switch
            {
                LogLevel.Trace => "Verbose",
                // Serilog has no level above Fatal.
                LogLevel.Critical or LogLevel.None => "Fatal",
                _ => $"{parsed}",
            };

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Logging:LogLevel is read until version 2.0; use Serilog:MinimumLevel")]
    private static partial void LogRenamed(ILogger log);
}
