using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Records;

namespace IpMonitor.Dashboard.Security;

/// <summary>Where there is no account yet, makes the first one: its name and its password are preset, or made and shown once; a password that was made is to be changed at once.</summary>
internal sealed class BootstrapAdministratorService(IdentityGrains doorkeeper, PasswordService passwords, AuditLog trail, Settings settings) : IHostedService
{
    /// <summary>The silo has started before, and nobody is let in before this has ended.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!(await doorkeeper.Accounts.GetAll()).IsEmpty) return;
        // A name that everybody knows is one that everybody tries.
        var name = settings.AdminName ?? $"admin-{SecretGenerator.Generate(3)}";
        var password = settings.AdminPassword ?? PasswordService.Generate();
        var outcome = await doorkeeper.Accounts.Create(
            name, new("系统管理员", Role.Province, null, null, false), passwords.Hash(password), mustChange: settings.AdminPassword is null);
        // Another process was first.
        if (outcome.Error is not null) return;
        await trail.Write(new CurrentUser("system", "system", null, ""), "account.create", name);
        // Preset: nothing to show.
        if (settings.AdminName is not null && settings.AdminPassword is not null) return;
        // To the console and never to the log, where it would stay.
        var shown = settings.AdminPassword is null ? $"，密码（只显示这一次，登录后须更换） password, shown this once: {password}" : "";
        await Console.Out.WriteLineAsync($"管理员账号 Administrator's account: {name}{shown}");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
