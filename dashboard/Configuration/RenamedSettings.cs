using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Configuration;

/// <summary>
/// Reads settings under the names that they had before version 1.0, from every configuration source, and logs a
/// warning; support ends with version 2.0.
/// </summary>
internal sealed partial class RenamedSettings(RenamedSettings.Found found, ILogger<RenamedSettings> log)
    : IHostedService
{
    // A rename includes the values below the name, such as the elements of a list.
    private static readonly (string Former, string Current)[] Renames =
    [
        ("Doors:Public", "Security:Public"),
        ("Doors:Proxies", "Security:TrustedProxies"),
        ("Doors:PlainHttp", "Security:AllowPlainHttp"),
        ("Doors:RequestsAnAddress", "Security:RequestsPerAddress"),
        ("Doors:AttemptsAnAddress", "Security:SignInAttemptsPerAddress"),
        ("Doors:CodesAnAddress", "Security:PairingCodesPerAddress"),
        ("Doors:Codes", "Security:TotpRequirement"),
        ("Doors:KeyRing", "Security:KeyRingDirectory"),
        ("Doors:Office:Title", "Security:ExternalSignIn:DisplayName"),
        ("Doors:Office:ClientId", "Security:ExternalSignIn:ClientId"),
        ("Doors:Office:ClientSecret", "Security:ExternalSignIn:ClientSecret"),
        ("Doors:Office:Authorization", "Security:ExternalSignIn:AuthorizationEndpoint"),
        ("Doors:Office:Token", "Security:ExternalSignIn:TokenEndpoint"),
        ("Doors:Office:User", "Security:ExternalSignIn:UserInformationEndpoint"),
        ("Doors:Office:NameField", "Security:ExternalSignIn:NameField"),
        ("Doors:Office:Scopes", "Security:ExternalSignIn:Scopes"),
        ("Doors:Office:AsksTwice", "Security:ExternalSignIn:IsMultiFactor"),
        ("Intake:MostReports", "Ingestion:MaxConcurrentReports"),
        ("Intake:MostMegabytes", "Ingestion:MaxMegabytes"),
        ("Desk:Source", "Submissions:Source"),
        ("Desk:SwingPercent", "Submissions:MaxChangePercent"),
        ("Desk:SuspectTimes", "Submissions:SuspectRatio"),
        ("Import:MostMegabytes", "Import:MaxMegabytes"),
        ("Import:MostUnpackedMegabytes", "Import:MaxUnpackedMegabytes"),
        ("Import:MostRows", "Import:MaxRows"),
        ("Import:MostSheets", "Import:MaxSheets"),
        ("Import:MostSeconds", "Import:MaxSeconds"),
        ("Import:MostAtOnce", "Import:MaxConcurrentFiles"),
        ("Live:BeatInterval", "Live:HeartbeatInterval"),
        ("Live:Limits:ConnectionsAnAddress", "Live:Limits:ConnectionsPerAddress"),
        ("Live:Limits:TopicsAnAddress", "Live:Limits:TopicsPerAddress"),
        ("Live:Limits:ConnectionsAnAccount", "Live:Limits:ConnectionsPerAccount"),
        ("Live:Limits:TopicsAnAccount", "Live:Limits:TopicsPerAccount"),
        ("Live:Limits:MessageBytes", "Live:Limits:MaxMessageBytes"),
        ("Live:Limits:Idle", "Live:Limits:IdleTimeout"),
        ("Live:Limits:Send", "Live:Limits:SendTimeout"),
        ("Accounts:MostFailures", "Accounts:MaxFailedAttempts"),
        ("Accounts:Lock", "Accounts:LockoutDuration"),
        ("Accounts:Idle", "Accounts:SessionIdleTimeout"),
        ("Accounts:Longest", "Accounts:MaxSessionLifetime"),
        ("Accounts:Proof", "Accounts:ReauthenticationLifetime"),
        ("Accounts:Known", "Accounts:KnownBrowserLifetime"),
    ];

    // Sections that no current name uses; options do not check their keys.
    private static readonly string[] FormerSections =
    [
        .. Renames.Select(rename => GetSection(rename.Former))
            .Except(Renames.Select(rename => GetSection(rename.Current))),
    ];

    /// <summary>Copies values from former names to current names, after all sources have been added.</summary>
    /// <exception cref="StartupException">
    /// A setting has different values under both names, or a former section holds an unknown key.
    /// </exception>
    public static void AddRenamedSettings(WebApplicationBuilder builder)
    {
        var (configuration, found) = (builder.Configuration, new List<(string, string)>());
        foreach (var section in FormerSections) RejectUnknownKeys(configuration, section);
        var copies = new Dictionary<string, string?>();
        foreach (var (former, current) in Renames)
        {
            builder.Services.AddKnownSetting(former);
            var formerValues = GetValues(configuration, former);
            if (formerValues.Count == 0) continue;
            var currentValues = GetValues(configuration, current);
            if (currentValues.Count > 0 && !currentValues.SequenceEqual(formerValues))
                throw CreateConflict(former, current);
            foreach (var (key, value) in formerValues) copies[current + key] = value;
            found.Add((former, current));
        }
        if (found.Count == 0) return;
        configuration.AddInMemoryCollection(copies);
        builder.Services.AddSingleton(new Found(found));
        builder.Services.AddHostedService<RenamedSettings>();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (former, current) in found.Names) LogRenamed(log, former, current);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Returns the values at and below a name by relative key; an empty value counts as unset.
    private static SortedDictionary<string, string> GetValues(IConfiguration configuration, string name) => new(
        configuration.GetSection(name).AsEnumerable()
            .Where(pair => pair.Value is { Length: > 0 })
            .ToDictionary(pair => pair.Key[name.Length..], pair => pair.Value!),
        StringComparer.OrdinalIgnoreCase);

    private static void RejectUnknownKeys(IConfiguration configuration, string section)
    {
        foreach (var (key, _) in GetValues(configuration, section))
        {
            var path = section + key;
            if (Array.Exists(Renames, rename => IsAtOrBelow(path, rename.Former))) continue;
            throw new StartupException(OptionsSection.DescribeUnknownKey(path));
        }
    }

    private static string GetSection(string name) => name.Split(':')[0];

    private static bool IsAtOrBelow(string path, string name) =>
        path.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (path.Length == name.Length || path[name.Length] == ':');

    private static StartupException CreateConflict(string former, string current) => new(
        $"{former}：已更名为 {current}，而两者的值不同：请只保留 {current}。 "
        + $"It was renamed to {current}, and the two have different values: keep {current} only.");

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Setting {Former} is read until version 2.0; its name is {Current} now")]
    private static partial void LogRenamed(ILogger log, string former, string current);

    /// <summary>Former names that have a value, with their current names.</summary>
    internal sealed record Found(IReadOnlyList<(string Former, string Current)> Names);
}
