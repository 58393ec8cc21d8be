using Microsoft.AspNetCore.Authentication;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Who may do what: posting and the control room need a key.</summary>
internal static class DoorsHosting
{
    public const string MayPost = "post";
    public const string MayControl = "control";

    public static void AddDoors(this WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSingleton(IngestKeys.Open(settings, Show));
        builder.Services.AddAuthentication(ApiKeyHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(MayPost, policy => policy.RequireRole("ingest"))
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
