using IpMonitor.Dashboard.Configuration;
using IpMonitor.Grains.Accounts;
using IpMonitor.Silo;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard;

/// <summary>Reads the startup settings.</summary>
internal static class StartupSettingsHosting
{
    private const int MinKeyLength = 16;

    /// <summary>Adds the configuration sources and reads the startup settings.</summary>
    /// <exception cref="StartupException">A preset key is too short or has invalid characters.</exception>
    public static StartupSettings AddStartupSettings(this WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddEnvironmentVariables("IPM_");
        builder.Configuration.AddSecretFiles().AddCommandLine(args);
        RenamedSettings.AddRenamedSettings(builder);
        var settings = Read(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddHostedService<UnknownVariableWarning>();
        return settings;
    }

    private static StartupSettings Read(ConfigurationManager configuration)
    {
        var (ingestKey, operatorKey) = (ReadText("IPM_INGEST_KEY"), ReadText("IPM_OPERATOR_KEY"));
        if (ingestKey is { Length: < MinKeyLength })
            throw new StartupException("IPM_INGEST_KEY：至少 16 个字符。 It needs 16 characters or more.");
        if (operatorKey is { Length: < MinKeyLength } || operatorKey?.Any(letter => letter is <= ' ' or > '~') == true)
            throw new StartupException(
                "IPM_OPERATOR_KEY：至少 16 个字符，限可见 ASCII，不含空格。 "
                + "It needs 16 visible ASCII characters or more, no spaces.");
        var dataDirectory = Path.GetFullPath(ReadText("data") ?? "data");
        return new StartupSettings
        {
            DataDirectory = dataDirectory,
            KeyRingDirectory = Path.GetFullPath(
                ReadText("Security:KeyRingDirectory") ?? Path.Combine(dataDirectory, "keyring")),
            IsDemo = configuration.GetValue<bool>("demo"),
            ConnectionString = ReadText("IPM_DATABASE"),
            AllowUnverifiedDatabaseTls = configuration["IPM_DATABASE_TLS"] == "any",
            IngestKey = ingestKey,
            OperatorKey = operatorKey,
            AdminName = ReadText("IPM_ADMIN_NAME") is { } name ? AccountPolicy.NormalizeName(name) : null,
            AdminPassword = ReadText("IPM_ADMIN_PASSWORD"),
        };

        string? ReadText(string key) => configuration[key] is { Length: > 0 } text ? text : null;
    }
}
