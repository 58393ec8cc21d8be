using IpMonitor.Grains.Accounts;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Registers the authentication schemes: API keys, cookies and the external provider.</summary>
internal static class AuthenticationHosting
{
    private const string DefaultScheme = "default";

    // The work factor of OWASP ASVS 5.0, appendix C, for PBKDF2 with HMAC-SHA-512.
    private const int PasswordHashIterations = 210_000;

    public static void AddAuthenticationSchemes(this WebApplicationBuilder builder, StartupSettings settings)
    {
        var services = builder.Services;
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordHashIterations);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<PasswordService>();
        services.AddSingleton<TotpKeyProtector>();
        services.AddSingleton<CredentialVerifier>();
        services.AddDataProtection()
            .SetApplicationName("IpMonitor")
            .PersistKeysToFileSystem(CreateKeyRing(builder.Configuration, settings));
        services.AddSingleton(BootstrapKey.Load(settings, PrintKey));
        services.AddAuthentication(DefaultScheme)
            .AddPolicyScheme(DefaultScheme, null, policy => policy.ForwardDefaultSelector = SelectScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, CookieHandler>(CookieHandler.SchemeName, null)
            .AddExternalSignIn(builder.Configuration);
    }

    private static string SelectScheme(HttpContext context) =>
        ApiKeyHandler.GetCredential(context.Request) is null ? CookieHandler.SchemeName : ApiKeyHandler.SchemeName;

    private static DirectoryInfo CreateKeyRing(ConfigurationManager configuration, StartupSettings settings)
    {
        FilePermissions.CreateFolder(settings.DataDirectory);
        var directory = configuration["Security:KeyRingDirectory"] ?? Path.Combine(settings.DataDirectory, "keyring");
        FilePermissions.CreateFolder(directory);
        return new(directory);
    }

    // Writes to the console, because a log would keep the key.
    private static void PrintKey(string key) =>
        Console.Out.WriteLine($"填报密钥（只显示这一次，请妥善保存） Ingest key, shown this once: {key}");
}
