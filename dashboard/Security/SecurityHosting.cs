using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Who may do what. What says nothing of its own is shut.</summary>
internal static class SecurityHosting
{
    /// <summary>Report events, as a machine.</summary>
    public const string MayReportEvents = "post";
    /// <summary>Hand in rows and corrections at the desk, of one's own city or of any.</summary>
    public const string MaySubmit = "submit";
    /// <summary>Review what was handed in.</summary>
    public const string MayReview = "review";
    /// <summary>Look at what was handed in.</summary>
    public const string MayViewSubmissions = "follow";
    /// <summary>Pair and order screens.</summary>
    public const string MayControlScreens = "control";
    /// <summary>Put new versions of the reference data in force.</summary>
    public const string MayEditReference = "arrange";
    /// <summary>Read the reference data and its versions.</summary>
    public const string MayReadReference = "reference";
    /// <summary>Make accounts and keys.</summary>
    public const string MayManageAccounts = "administer";
    /// <summary>Read the audit trail.</summary>
    public const string MayReadAuditLog = "audit";
    /// <summary>Be signed in, whatever the role.</summary>
    public const string IsSignedIn = "signed-in";
    /// <summary>Read the names of metrics, places and campaigns: whoever may do anything at all.</summary>
    public const string MayReadLists = "lists";
    /// <summary>What a screen asks before it is one is counted.</summary>
    public const string PairingRateLimit = "pairing";
    /// <summary>So is each code that it asks for, since only so many are out at once.</summary>
    public const string PairingCodeRateLimit = "offering";
    /// <summary>Attempts to sign in are counted.</summary>
    public const string SignInRateLimit = "signing-in";

    private static readonly string[] ViewerRoles = [Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Organizer, Roles.Auditor, Roles.BootstrapKey];

    /// <summary>Look at the pages of a group.</summary>
    public static string MayView(PageGroup pages) => $"view-{pages}";

    public static void AddSecurity(this WebApplicationBuilder builder, Settings settings)
    {
        BodySizeLimit.ConfigureDefault(builder);
        if (settings.AdminName is { } name && AccountPolicy.ValidateName(name, isTaken: false) is { } misnamed) throw new InvalidOperationException($"IPM_ADMIN_NAME：{FormatBilingual(misnamed)}");
        if (settings.AdminPassword is { } preset && PasswordService.Validate(preset, settings.AdminName) is { } fault) throw new InvalidOperationException($"IPM_ADMIN_PASSWORD：{FormatBilingual(fault)}");
        var services = builder.Services;
        services.AddOptionsSection<SecurityOptions>("Security")
            .Validate(doors => doors.Validate() is { } fault ? throw new OptionsValidationException("Security", typeof(SecurityOptions), [fault]) : true);
        services.AddSingleton<AuditLog>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<IdentityGrains>();
        // PBKDF2 with HMAC-SHA-512, as often as ASVS 5.0 asks for (appendix C).
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<PasswordService>();
        services.AddSingleton<TotpKeyProtector>();
        services.AddSingleton<CredentialVerifier>();
        services.AddDataProtection().SetApplicationName("IpMonitor").PersistKeysToFileSystem(OpenKeyRing(builder.Configuration, settings));
        services.AddSingleton<PublicPages>();
        services.AddSingleton<TopicAuthorization>();
        services.AddHostedService<BootstrapAdministratorService>();
        services.AddSingleton(BootstrapKey.Load(settings, PrintKey));
        var authentication = services.AddAuthentication("doors")
            .AddPolicyScheme("doors", null, doors => doors.ForwardDefaultSelector = context => ApiKeyHandler.GetCredential(context.Request) is null ? CookieHandler.SchemeName : ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, CookieHandler>(CookieHandler.SchemeName, null);
        authentication.AddExternalSignIn(builder.Configuration);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<PublicPages>((doors, open) =>
        {
            doors.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
            doors.AddPolicy(MayReportEvents, policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireRole(Roles.BootstrapKey, Roles.Machine));
            doors.AddPolicy(MaySubmit, policy => policy.RequireRole(Roles.Province, Roles.Bureau, Roles.BootstrapKey));
            doors.AddPolicy(MayReview, policy => policy.RequireRole(Roles.Province, Roles.Reviewer, Roles.BootstrapKey));
            doors.AddPolicy(MayViewSubmissions, policy => policy.RequireRole(Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Auditor, Roles.BootstrapKey));
            doors.AddPolicy(MayEditReference, policy => policy.RequireRole(Roles.Province, Roles.Organizer, Roles.BootstrapKey));
            doors.AddPolicy(MayReadReference, policy => policy.RequireRole(ViewerRoles));
            doors.AddPolicy(MayManageAccounts, policy => policy.RequireRole(Roles.Province));
            doors.AddPolicy(MayReadAuditLog, policy => policy.RequireRole(Roles.Province, Roles.Auditor));
            doors.AddPolicy(IsSignedIn, policy => policy.RequireClaim(CookieHandler.SessionClaim));
            doors.AddPolicy(MayReadLists, policy => policy.RequireAssertion(asked => ViewerRoles.Append(Roles.Machine).Append(Roles.Screen).Any(asked.User.IsInRole) || open.HasAny(asked.Resource)));
            // A demo is tried out by who started it.
            doors.AddPolicy(MayControlScreens, policy => policy.RequireAssertion(asked =>
                asked.User.IsInRole(Roles.Province) || asked.User.IsInRole(Roles.Organizer) || asked.User.IsInRole(Roles.BootstrapKey) || open.IsLocalDemo(asked.Resource)));
            foreach (var pages in Enum.GetValues<PageGroup>())
                doors.AddPolicy(MayView(pages), policy => policy.RequireAssertion(asked => ViewerRoles.Any(asked.User.IsInRole) || open.IsPublic(pages, asked.Resource)));
        });
        services.AddRateLimiter(_ => { });
        services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<IOptions<SecurityOptions>>((rates, doors) =>
        {
            rates.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.User.IsInRole(Roles.BootstrapKey) || context.Request.Path.StartsWithSegments("/hubs") ? RateLimitPartition.GetNoLimiter("")
                : context.User.FindFirstValue(ApiKeyHandler.RateLimitClaim) is { } rate ? LimitPerMinute(context.User.Identity!.Name!, int.Parse(rate, CultureInfo.InvariantCulture))
                : LimitPerMinute(GetAddressPartition(context), doors.Value.RequestsPerAddress));
            rates.AddPolicy(SignInRateLimit, context => LimitPerMinute($"signing in {GetAddressPartition(context)}", doors.Value.SignInAttemptsPerAddress));
            // A screen asks every few seconds whether its code was entered; a hall has many.
            rates.AddPolicy(PairingRateLimit, context => LimitPerMinute($"pairing {GetAddressPartition(context)}", doors.Value.RequestsPerAddress));
            rates.AddPolicy(PairingCodeRateLimit, context => LimitPerMinute($"offering {GetAddressPartition(context)}", doors.Value.PairingCodesPerAddress));
            rates.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "60";
                await Problems.Create(429, "too_many_requests").ExecuteAsync(rejected.HttpContext);
            };
        });
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseSameOriginFilter();
        app.UseAuthorization();
    }

    public static void MapSecurity(this WebApplication app)
    {
        app.MapSessions();
        app.MapAccounts();
        app.MapApiKeys();
        app.MapAudit();
    }

    /// <summary>What is counted as one address: of IPv6 the network, since its addresses are at each machine's pleasure.</summary>
    internal static string GetAddressPartition(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.None) switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } long6 => Convert.ToHexStringLower(long6.GetAddressBytes().AsSpan(0, 8)),
        var address => address.ToString(),
    };

    private static RateLimitPartition<string> LimitPerMinute(string who, int most) => RateLimitPartition.GetSlidingWindowLimiter(who, _ => new()
    {
        PermitLimit = most,
        Window = TimeSpan.FromMinutes(1),
        SegmentsPerWindow = 6,
    });

    private static DirectoryInfo OpenKeyRing(ConfigurationManager configuration, Settings settings)
    {
        FilePermissions.CreateFolder(settings.DataDirectory);
        var folder = configuration["Security:KeyRingDirectory"] ?? Path.Combine(settings.DataDirectory, "keyring");
        FilePermissions.CreateFolder(folder);
        return new(folder);
    }

    // To the console and never to the log, where it would stay.
    private static void PrintKey(string key) =>
        Console.Out.WriteLine($"填报密钥（只显示这一次，请妥善保存） Ingest key, shown this once: {key}");

    private static string FormatBilingual(ValidationError error) =>
        $"{MessageFormatter.Format(error, ResponseLanguage.Chinese)} {MessageFormatter.Format(error, ResponseLanguage.English)}";
}
