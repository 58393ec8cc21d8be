using IpMonitor.Grains.Accounts;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Registers the authentication schemes: API keys, cookies and the external provider.</summary>
internal static class AuthenticationHosting
{
    private const string DefaultScheme = "default";

    public static void AddAuthenticationSchemes(this WebApplicationBuilder builder, StartupSettings settings)
    {
        var services = builder.Services;
        services.Configure<PasswordHasherOptions>(
            hasher => hasher.IterationCount = AccountPolicy.PasswordHashIterations);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<PasswordService>();
        services.AddSingleton<TotpKeyProtector>();
        services.AddSingleton<CredentialVerifier>();
        services.AddDataProtection().SetApplicationName("IpMonitor");
        // The folder is created at the first use: a refused start creates nothing.
        services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory>((keys, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(CreateKeyRing(settings), logs));
        services.AddSingleton<InitialCredentials>();
        services.AddSingleton(provider =>
            BootstrapKey.Load(settings, provider.GetRequiredService<InitialCredentials>().AddKey));
        services.AddAuthentication(DefaultScheme)
            .AddPolicyScheme(DefaultScheme, null, policy => policy.ForwardDefaultSelector = SelectScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, CookieHandler>(CookieHandler.SchemeName, null)
            .AddExternalSignIn(builder.Configuration);
    }

    private static string SelectScheme(HttpContext context) =>
        ApiKeyHandler.GetCredential(context.Request) is null ? CookieHandler.SchemeName : ApiKeyHandler.SchemeName;

    private static DirectoryInfo CreateKeyRing(StartupSettings settings)
    {
        FilePermissions.CreateFolder(settings.DataDirectory);
        FilePermissions.CreateFolder(settings.KeyRingDirectory);
        return new(settings.KeyRingDirectory);
    }
}
