using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Records;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Where there is no account yet, makes the first one: its password is preset, or made and shown once, to be changed at once.</summary>
internal sealed class FirstAdministrator(Doorkeeper doorkeeper, Passwords passwords, Trail trail, Settings settings) : IHostedService
{
    public const string Name = "admin";

    /// <summary>The silo has started before, and nobody is let in before this has ended.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!(await doorkeeper.Accounts.All()).IsEmpty) return;
        var password = settings.AdminPassword ?? Secret.New(10);
        var outcome = await doorkeeper.Accounts.Create(
            Name, new("系统管理员", Role.Province, null, null, false), passwords.Hash(password), mustChange: settings.AdminPassword is null);
        // Another process was first.
        if (outcome.Refusal is not null) return;
        await trail.Write(new Visitor("system", "system", null, ""), "account.create", Name);
        // To the console and never to the log, where it would stay.
        if (settings.AdminPassword is null) await Console.Out.WriteLineAsync($"管理员账号 {Name}，密码（只显示这一次，登录后须更换） Administrator's password, shown this once: {password}");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
