using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Registers the creation of the first administrator.</summary>
internal static class AccountsHosting
{
    /// <summary>Validates the preset name and password, and registers the service that uses them.</summary>
    /// <exception cref="InvalidOperationException">The preset name or password breaks a rule.</exception>
    public static void AddAccounts(this WebApplicationBuilder builder, Settings settings)
    {
        if (settings.AdminName is { } name
            && AccountPolicy.ValidateName(name, isTaken: false) is { } nameError)
            throw new InvalidOperationException($"IPM_ADMIN_NAME：{nameError.Message}");
        if (settings.AdminPassword is { } password
            && PasswordService.Validate(password, settings.AdminName) is { } passwordError)
            throw new InvalidOperationException($"IPM_ADMIN_PASSWORD：{passwordError.Message}");
        builder.Services.AddHostedService<BootstrapAdministratorService>();
    }
}
