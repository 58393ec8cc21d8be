using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Configuration;

/// <summary>
/// Warns at start about unknown <c>IPM_…</c> settings, from environment variables, secret files or the command line.
/// </summary>
internal sealed partial class UnknownVariableWarning(
    IConfiguration configuration, ILogger<UnknownVariableWarning> log) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A name with "__" is a section, whose keys are validated by its options.
        var names = configuration.GetChildren()
            .Where(setting => setting.Value is not null)
            .Select(setting => setting.Key);
        foreach (var name in EnvironmentVariableNames.FindUnknown(names)) LogUnknown(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no setting {Name}; it has no effect: check its spelling (docs/operations/settings.md)")]
    private partial void LogUnknown(string name);
}
