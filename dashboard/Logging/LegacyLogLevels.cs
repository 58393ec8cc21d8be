namespace IpMonitor.Dashboard.Logging;

/// <summary>Reads log levels under their name before 1.0, <c>Logging:LogLevel</c>, and warns that it goes with 2.0.</summary>
internal sealed partial class LegacyLogLevels(ILogger<LegacyLogLevels> log) : BackgroundService
{
    private const string Section = "Logging:LogLevel";

    /// <summary>Copies the levels to <c>Serilog:MinimumLevel</c>; returns false if there are none.</summary>
    /// <exception cref="InvalidOperationException">A level is none of the known ones.</exception>
    public static bool Translate(ConfigurationManager configuration)
    {
        var levels = configuration.GetSection(Section).GetChildren().Where(level => level.Value is not null).ToList();
        configuration.AddInMemoryCollection(levels.Select(level => KeyValuePair.Create(Target(level.Key), (string?)Level(level))));
        return levels.Count > 0;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogRenamed(log);
        return Task.CompletedTask;
    }

    private static string Target(string category) =>
        category == "Default" ? "Serilog:MinimumLevel:Default" : $"Serilog:MinimumLevel:Override:{category}";

    private static string Level(IConfigurationSection level) => level.Value switch
    {
        "Trace" => "Verbose",
        "Debug" or "Information" or "Warning" or "Error" => level.Value,
        "Critical" or "None" => "Fatal",
        _ => throw new InvalidOperationException(
            $"{level.Path}：没有“{level.Value}”这个级别。 '{level.Value}' is not a log level; use Serilog:MinimumLevel."),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Logging:LogLevel is read until version 2.0; use Serilog:MinimumLevel")]
    private static partial void LogRenamed(ILogger log);
}
