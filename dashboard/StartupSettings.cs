namespace IpMonitor.Dashboard;

/// <summary>
/// Store location, preset secrets and demo mode: from the command line (<c>--data</c>), the environment
/// (<c>IPM_DATA</c>) or, for secrets, a file (<c>IPM_SECRETS</c>).
/// </summary>
public sealed record StartupSettings
{
    /// <summary>Directory of the store and its keys (<c>--data</c>).</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Directory of the Data Protection key ring (<c>Security:KeyRingDirectory</c>).</summary>
    public string KeyRingDirectory { get; init; } = "data/keyring";

    /// <summary>
    /// Connection string of the PostgreSQL store (<c>IPM_DATABASE</c>); null if the store is SQLite in the directory.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// Whether PostgreSQL on another machine may be used without verifying its certificate
    /// (<c>IPM_DATABASE_TLS=any</c>).
    /// </summary>
    public bool AllowUnverifiedDatabaseTls { get; init; }

    /// <summary>Whether to load the samples and simulate events (<c>--demo</c>).</summary>
    public bool IsDemo { get; init; }

    /// <summary>
    /// Preset API key of the installation (<c>IPM_INGEST_KEY</c>); null to generate one at the first start.
    /// </summary>
    public string? IngestKey { get; init; }

    /// <summary>
    /// Key with which operators read metrics and health (<c>IPM_OPERATOR_KEY</c>); null if only administrators may.
    /// </summary>
    public string? OperatorKey { get; init; }

    /// <summary>
    /// Preset name of the first administrator (<c>IPM_ADMIN_NAME</c>); null to generate one at the first start.
    /// </summary>
    public string? AdminName { get; init; }

    /// <summary>
    /// Preset password of the first administrator (<c>IPM_ADMIN_PASSWORD</c>); null to generate one at the first start.
    /// </summary>
    public string? AdminPassword { get; init; }
}
