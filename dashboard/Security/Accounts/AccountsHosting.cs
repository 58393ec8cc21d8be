using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Registers the creation of the first administrator.</summary>
internal static class AccountsHosting
{
    /// <summary>Validates the preset name and password, and registers the service that uses them.</summary>
    /// <exception cref="StartupException">The preset name or password breaks a rule.</exception>
    public static void AddAccounts(this WebApplicationBuilder builder, StartupSettings settings)
    {
        if (settings.AdminName is { } name
            && AccountPolicy.ValidateName(name, isTaken: false) is { } nameError)
            throw new StartupException($"IPM_ADMIN_NAME：{FormatBilingual(nameError)}");
        if (settings.AdminPassword is { } password
            && PasswordService.Validate(password, settings.AdminName) is { } passwordError)
            throw new StartupException($"IPM_ADMIN_PASSWORD：{FormatBilingual(passwordError)}");
        builder.Services.AddHostedService<BootstrapAdministratorService>();
    }

    private static string FormatBilingual(ValidationError error) =>
        $"{MessageFormatter.Format(error, ResponseLanguage.Chinese)} "
            + MessageFormatter.Format(error, ResponseLanguage.English);
}
