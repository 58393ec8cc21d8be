using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Wire;
using IpMonitor.Grains.Accounts;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Who may do what. What says nothing of its own is shut.</summary>
internal static class DoorsHosting
{
    /// <summary>Report events, as a machine.</summary>
    public const string MayPost = "post";
    /// <summary>Hand in rows and corrections at the desk, of one's own city or of any.</summary>
    public const string MaySubmit = "submit";
    /// <summary>Review what was handed in.</summary>
    public const string MayReview = "review";
    /// <summary>Look at what was handed in.</summary>
    public const string MayFollow = "follow";
    /// <summary>Pair and order screens.</summary>
    public const string MayControl = "control";
    /// <summary>Put new versions of the reference data in force.</summary>
    public const string MayArrange = "arrange";
    /// <summary>Read the reference data and its versions.</summary>
    public const string MayReadReference = "reference";
    /// <summary>Make accounts and keys.</summary>
    public const string MayAdminister = "administer";
    /// <summary>Read the audit trail.</summary>
    public const string MayAudit = "audit";
    /// <summary>Be signed in, whatever the role.</summary>
    public const string IsSignedIn = "signed-in";
    /// <summary>Read the names of metrics, places and campaigns: whoever may do anything at all.</summary>
    public const string MayReadLists = "lists";
    /// <summary>What a screen asks before it is one is counted.</summary>
    public const string Pairing = "pairing";
    /// <summary>So is each code that it asks for, since only so many are out at once.</summary>
    public const string Offering = "offering";
    /// <summary>Attempts to sign in are counted.</summary>
    public const string SigningIn = "signing-in";

    private static readonly string[] Viewers = [Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Organizer, Roles.Auditor, Roles.FirstKey];

    /// <summary>Look at the pages of a group.</summary>
    public static string MayView(PageGroup pages) => $"view-{pages}";

    public static void AddDoors(this WebApplicationBuilder builder, Settings settings)
    {
        BodyLimit.Set(builder);
        if (settings.AdminName is { } name && AccountPolicy.ValidateName(name, isTaken: false) is { } misnamed) throw new InvalidOperationException($"IPM_ADMIN_NAME：{misnamed.Message}");
        if (settings.AdminPassword is { } preset && Passwords.Fault(preset, settings.AdminName) is { } fault) throw new InvalidOperationException($"IPM_ADMIN_PASSWORD：{fault.Message}");
        var services = builder.Services;
        services.AddOptions<DoorsOptions>().BindConfiguration("Doors")
            .Validate(doors => doors.Fault() is { } fault ? throw new OptionsValidationException("Doors", typeof(DoorsOptions), [fault]) : true).ValidateOnStart();
        services.AddSingleton<Trail>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<Doorkeeper>();
        // PBKDF2 with HMAC-SHA-512, as often as ASVS 5.0 asks for (appendix C).
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<TotpKeys>();
        services.AddSingleton<IdentityProof>();
        services.AddDataProtection().SetApplicationName("IpMonitor").PersistKeysToFileSystem(KeyRing(builder.Configuration, settings));
        services.AddSingleton<PublicPages>();
        services.AddSingleton<TopicDoors>();
        services.AddHostedService<FirstAdministrator>();
        services.AddSingleton(IngestKeys.Open(settings, Show));
        var authentication = services.AddAuthentication("doors")
            .AddPolicyScheme("doors", null, doors => doors.ForwardDefaultSelector = context => ApiKeyHandler.KeyIn(context.Request) is null ? CookieHandler.Name : ApiKeyHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null)
            .AddScheme<AuthenticationSchemeOptions, CookieHandler>(CookieHandler.Name, null);
        authentication.AddOffice(builder.Configuration);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<PublicPages>((doors, open) =>
        {
            doors.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
            doors.AddPolicy(MayPost, policy => policy.AddAuthenticationSchemes(ApiKeyHandler.Name).RequireRole(Roles.FirstKey, Roles.Machine));
            doors.AddPolicy(MaySubmit, policy => policy.RequireRole(Roles.Province, Roles.Bureau, Roles.FirstKey));
            doors.AddPolicy(MayReview, policy => policy.RequireRole(Roles.Province, Roles.Reviewer, Roles.FirstKey));
            doors.AddPolicy(MayFollow, policy => policy.RequireRole(Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Auditor, Roles.FirstKey));
            doors.AddPolicy(MayArrange, policy => policy.RequireRole(Roles.Province, Roles.Organizer, Roles.FirstKey));
            doors.AddPolicy(MayReadReference, policy => policy.RequireRole(Viewers));
            doors.AddPolicy(MayAdminister, policy => policy.RequireRole(Roles.Province));
            doors.AddPolicy(MayAudit, policy => policy.RequireRole(Roles.Province, Roles.Auditor));
            doors.AddPolicy(IsSignedIn, policy => policy.RequireClaim(CookieHandler.SessionClaim));
            doors.AddPolicy(MayReadLists, policy => policy.RequireAssertion(asked => Viewers.Append(Roles.Machine).Append(Roles.Screen).Any(asked.User.IsInRole) || open.Any(asked.Resource)));
            // A demo is tried out by who started it.
            doors.AddPolicy(MayControl, policy => policy.RequireAssertion(asked =>
                asked.User.IsInRole(Roles.Province) || asked.User.IsInRole(Roles.Organizer) || asked.User.IsInRole(Roles.FirstKey) || open.IsDemoHere(asked.Resource)));
            foreach (var pages in Enum.GetValues<PageGroup>())
                doors.AddPolicy(MayView(pages), policy => policy.RequireAssertion(asked => Viewers.Any(asked.User.IsInRole) || open.Has(pages, asked.Resource)));
        });
        services.AddRateLimiter(_ => { });
        services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<IOptions<DoorsOptions>>((rates, doors) =>
        {
            rates.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.User.IsInRole(Roles.FirstKey) || context.Request.Path.StartsWithSegments("/hubs") ? RateLimitPartition.GetNoLimiter("")
                : context.User.FindFirstValue(ApiKeyHandler.RateClaim) is { } rate ? Minutely(context.User.Identity!.Name!, int.Parse(rate, CultureInfo.InvariantCulture))
                : Minutely(AddressOf(context), doors.Value.RequestsAnAddress));
            rates.AddPolicy(SigningIn, context => Minutely($"signing in {AddressOf(context)}", doors.Value.AttemptsAnAddress));
            // A screen asks every few seconds whether its code was entered; a hall has many.
            rates.AddPolicy(Pairing, context => Minutely($"pairing {AddressOf(context)}", doors.Value.RequestsAnAddress));
            rates.AddPolicy(Offering, context => Minutely($"offering {AddressOf(context)}", doors.Value.CodesAnAddress));
            rates.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "60";
                await Problems.Of(429, "too_many_requests", "请求太频繁：请一分钟后再试。").ExecuteAsync(rejected.HttpContext);
            };
        });
    }

    public static void UseDoors(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseOwnOrigin();
        app.UseAuthorization();
    }

    public static void MapDoors(this WebApplication app)
    {
        app.MapSessions();
        app.MapAccounts();
        app.MapKeys();
        app.MapAudit();
    }

    /// <summary>What is counted as one address: of IPv6 the network, since its addresses are at each machine's pleasure.</summary>
    internal static string AddressOf(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.None) switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } long6 => Convert.ToHexStringLower(long6.GetAddressBytes().AsSpan(0, 8)),
        var address => address.ToString(),
    };

    private static RateLimitPartition<string> Minutely(string who, int most) => RateLimitPartition.GetSlidingWindowLimiter(who, _ => new()
    {
        PermitLimit = most,
        Window = TimeSpan.FromMinutes(1),
        SegmentsPerWindow = 6,
    });

    private static DirectoryInfo KeyRing(ConfigurationManager configuration, Settings settings)
    {
        FilePermissions.CreateFolder(settings.Data);
        var folder = configuration["Doors:KeyRing"] ?? Path.Combine(settings.Data, "keyring");
        FilePermissions.CreateFolder(folder);
        return new(folder);
    }

    // To the console and never to the log, where it would stay.
    private static void Show(string key) =>
        Console.Out.WriteLine($"填报密钥（只显示这一次，请妥善保存） Ingest key, shown this once: {key}");
}
