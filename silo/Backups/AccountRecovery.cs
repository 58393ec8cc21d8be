using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Records;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IpMonitor.Silo.Backups;

/// <summary>Gives a locked-out account a new password at the machine of the store.</summary>
internal static class AccountRecovery
{
    /// <summary>Resets an account and returns the text for the operator.</summary>
    /// <param name="database">Store, which no server has open.</param>
    /// <param name="name">Name of the account.</param>
    /// <param name="folder">Data folder, for the file with the password.</param>
    /// <param name="isTerminal">Whether the text is shown on a terminal; otherwise the password goes to a file.</param>
    /// <param name="time">Clock of the audit entry.</param>
    /// <exception cref="InvalidDataException">There is no such account, or a server has the store open.</exception>
    public static string Run(SqlDatabase database, string name, string folder, bool isTerminal, TimeProvider time)
    {
        if (database is PostgresDatabase postgres) postgres.RequireClosed();
        var password = SecretGenerator.GeneratePassword();
        var hasher = new PasswordHasher<Account>(Options.Create(
            new PasswordHasherOptions { IterationCount = AccountPolicy.PasswordHashIterations }));
        var account = AccountReset.Run(new SqlRecordStore(database), name, hasher.HashPassword(null!, password))
            .GetAwaiter().GetResult()
            ?? throw new InvalidDataException($"没有账号“{name}”。 There is no account '{name}'.");
        database.Run(connection => SqlAuditStore.AppendCommand(
            connection, "account.recover", account.Name, after: null, time)).GetAwaiter().GetResult();
        var text = $"账号 {account.Name}：动态口令已取消，全部登录已结束；密码须在登录后更换。"
            + " One-time codes are off, all sessions ended; the password must be changed after signing in.";
        if (account.IsDisabled) text += " 此账号已停用。 The account is disabled.";
        if (isTerminal) return $"{text}\n密码 Password: {password}";
        FilePermissions.CreateFolder(folder);
        var file = Path.Combine(folder, $"recovered-{account.Name}.txt");
        FilePermissions.EnsureFile(file);
        File.WriteAllText(file, $"{account.Name} {password}\n");
        return $"{text}\n密码写在（用后请删除） The password is in (delete it after use): {file}";
    }

    /// <summary>Lists the secrets outside a backup and the accounts with one-time codes that need them.</summary>
    public static string DescribeMissingSecrets(SqlDatabase database, string folder)
    {
        var ring = Path.Combine(folder, "keyring");
        var text = $"备份不含密钥环（{ring} 或 Security:KeyRingDirectory）、keys.json 与设置：请另行妥善保存。"
            + $" Not in a backup: the key ring ({ring} or Security:KeyRingDirectory), keys.json and settings:"
            + " keep them separately.";
        var names = AccountReset.GetTotpAccounts(new SqlRecordStore(database)).GetAwaiter().GetResult();
        return names.IsEmpty
            ? text
            : $"{text}\n没有原来的密钥环，这些账号的动态口令无法核对，须用 account recover 恢复："
                + " Without that key ring the one-time codes of these accounts cannot be checked"
                + $" (account recover NAME): {string.Join(", ", names)}";
    }
}
