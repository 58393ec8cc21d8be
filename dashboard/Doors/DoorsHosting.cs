using Microsoft.AspNetCore.Authentication;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Who may do what: posting and the control room need a key.</summary>
internal static class DoorsHosting
{
    /// <summary>Report events, as a machine.</summary>
    public const string MayPost = "post";
    /// <summary>Hand in rows and corrections at the desk, of one's own city or of any.</summary>
    public const string MaySubmit = "submit";
    /// <summary>Review what was handed in.</summary>
    public const string MayReview = "review";
    /// <summary>Pair and order screens.</summary>
    public const string MayControl = "control";
    /// <summary>Put new versions of the reference data in force.</summary>
    public const string MayArrange = "arrange";

    public static void AddDoors(this WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSingleton<Trail>();
        builder.Services.AddSingleton(IngestKeys.Open(settings, Show));
        builder.Services.AddAuthentication(ApiKeyHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(MayPost, policy => policy.RequireRole("ingest"))
            .AddPolicy(MaySubmit, policy => policy.RequireRole("ingest"))
            .AddPolicy(MayReview, policy => policy.RequireRole("ingest"))
            .AddPolicy(MayArrange, policy => policy.RequireRole("ingest"))
            // A demo is tried out by who started it.
            .AddPolicy(MayControl, policy => policy.RequireAssertion(asked =>
                asked.User.IsInRole("ingest") || (settings.Demo && asked.Resource is HttpContext { Connection.RemoteIpAddress: { } from } && System.Net.IPAddress.IsLoopback(from))));
    }

    public static void UseDoors(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
    }

    // To the console and never to the log, where it would stay.
    private static void Show(string key) =>
        Console.Out.WriteLine($"填报密钥（只显示这一次，请妥善保存） Ingest key, shown this once: {key}");
}
