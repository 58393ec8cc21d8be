using IpMonitor.Dashboard.Configuration;
using IpMonitor.Grains.Accounts;
using IpMonitor.Silo;

namespace IpMonitor.Dashboard;

/// <summary>What can be set from outside: by command line (<c>--data</c>), environment (<c>IPM_DATA</c>), or, what is secret, a file (<c>IPM_SECRETS</c>).</summary>
public sealed record Settings
{
    /// <summary>The folder of the store and its keys.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>The connection string of the PostgreSQL that holds the store (<c>IPM_DATABASE</c>); null keeps it in SQLite in the folder.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Whether that may be reached over a network without its certificate being checked (<c>IPM_DATABASE_TLS=any</c>).</summary>
    public bool AllowUnverifiedDatabaseTls { get; init; }

    /// <summary>Whether to load the samples and run the labelled simulation (演示数据).</summary>
    public bool IsDemo { get; init; }

    /// <summary>The key that may post, preset instead of made at first start (<c>IPM_INGEST_KEY</c>).</summary>
    public string? IngestKey { get; init; }

    /// <summary>Key with which operators read metrics and health (<c>IPM_OPERATOR_KEY</c>); null if only administrators may.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>The first administrator's account, preset instead of made at first start (<c>IPM_ADMIN_NAME</c>).</summary>
    public string? AdminName { get; init; }

    /// <summary>The first administrator's password, preset instead of made at first start (<c>IPM_ADMIN_PASSWORD</c>).</summary>
    public string? AdminPassword { get; init; }
}

/// <summary>Reads the command line the way <c>ipm.cs</c> documents it.</summary>
internal static class CommandLineArguments
{
    /// <summary>A flag without a value, <c>--demo</c>, becomes the setting it stands for.</summary>
    public static string[] ExpandFlags(string[] args) => [.. args.Select(arg => arg == "--demo" ? "--demo=true" : arg)];
}

internal static class SettingsHosting
{
    public static Settings AddSettings(this WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddEnvironmentVariables("IPM_");
        builder.Configuration.AddSecretFiles().AddCommandLine(args);
        RenamedSettings.AddRenamedSettings(builder);
        var values = builder.Configuration;
        if (values["IPM_INGEST_KEY"] is { Length: > 0 and < 16 })
            throw new InvalidOperationException("IPM_INGEST_KEY：至少 16 个字符。 It needs 16 characters or more.");
        if (values["IPM_OPERATOR_KEY"] is { Length: > 0 } sent && (sent.Length < 16 || sent.Any(letter => letter is <= ' ' or > '~')))
            throw new InvalidOperationException(
                "IPM_OPERATOR_KEY：至少 16 个字符，限可见 ASCII，不含空格。 It needs 16 visible ASCII characters or more, no spaces.");
        var settings = new Settings
        {
            DataDirectory = Path.GetFullPath(values["data"] ?? "data"),
            IsDemo = values.GetValue<bool>("demo"),
            ConnectionString = values["IPM_DATABASE"] is { Length: > 0 } database ? database : null,
            AllowUnverifiedDatabaseTls = values["IPM_DATABASE_TLS"] == "any",
            IngestKey = values["IPM_INGEST_KEY"] is { Length: > 0 } key ? key : null,
            OperatorKey = values["IPM_OPERATOR_KEY"] is { Length: > 0 } operatorKey ? operatorKey : null,
            AdminName = values["IPM_ADMIN_NAME"] is { Length: > 0 } name ? AccountPolicy.NormalizeName(name) : null,
            AdminPassword = values["IPM_ADMIN_PASSWORD"] is { Length: > 0 } password ? password : null,
        };
        builder.Services.AddSingleton(settings);
        return settings;
    }

    /// <summary>Adds the embedded silo.</summary>
    public static void AddSilo(this WebApplicationBuilder builder, Settings settings) => builder.UseOrleans(silo => silo
        .UseEmbeddedClustering()
        .AddActivityPropagation()
        .AddIpMonitor(settings.DataDirectory, settings.ConnectionString, settings.AllowUnverifiedDatabaseTls));
}
