using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Records;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Creates the first administrator if the store has no account.</summary>
/// <remarks>
/// Name and password are preset, or generated and handed over by <see cref="InitialCredentials"/>; a generated password
/// must be changed at the first sign-in.
/// </remarks>
internal sealed class BootstrapAdministratorService(
    IdentityGrains identities, PasswordService passwords, AuditLog auditLog, StartupSettings settings,
    InitialCredentials credentials, IServiceProvider services) : IHostedService
{
    /// <summary>Runs after the silo has started and before requests are accepted.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Generates the key of the installation, if there is none yet.
        services.GetRequiredService<BootstrapKey>();
        await CreateAdministrator();
        credentials.LogFile();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAdministrator()
    {
        if (!(await identities.Accounts.GetAll()).IsEmpty) return;
        // A fixed name would be known to attackers.
        var name = settings.AdminName ?? $"admin-{SecretGenerator.Generate(3)}";
        var password = settings.AdminPassword ?? SecretGenerator.GeneratePassword();
        var result = await identities.Accounts.Create(
            name,
            new("系统管理员", Role.Province, null, null, false),
            passwords.Hash(password),
            mustChange: settings.AdminPassword is null);
        // Another process has created the first account meanwhile.
        if (result.Error is not null) return;
        await auditLog.Write(new CurrentUser("system", "system", null, ""), "account.create", name);
        if (settings.AdminName is not null && settings.AdminPassword is not null) return;
        credentials.AddAdministrator(name, settings.AdminPassword is null ? password : null);
    }
}
