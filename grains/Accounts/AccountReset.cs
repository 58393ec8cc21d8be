using System.Collections.Immutable;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Accounts;

/// <summary>Changes the accounts of a store that no server has open, for a locked-out administrator.</summary>
public static class AccountReset
{
    /// <summary>
    /// Sets a password that must be changed, takes one-time codes off, ends all sessions and forgets all known browsers
    /// of an account; null if there is no such account.
    /// </summary>
    public static async Task<Account?> Run(IRecordStore records, string name, string passwordHash)
    {
        name = AccountPolicy.NormalizeName(name);
        var accounts = new RecordRepository<Account>(records, AccountsGrain.AccountKind);
        await accounts.Load();
        if (accounts.Find(name) is not { } account) return null;
        await RemoveOf(name, AccountsGrain.SessionKind, session => session.Account);
        await RemoveOf(name, KnownBrowsers.BrowserKind, browser => browser.Account);
        account = account with
        {
            PasswordHash = passwordHash,
            MustChange = true,
            Failures = 0,
            LockedUntil = null,
            TotpKey = null,
            TotpSince = null,
        };
        if (!await accounts.Put(name, account)) throw new InvalidOperationException("A server changed the account.");
        return account;

        async Task RemoveOf<T>(string owner, RecordKind<T> kind, Func<T, string> getAccount) where T : class
        {
            foreach (var record in await records.GetAll(kind.Name))
                if (getAccount(RecordJson.Deserialize<T>(record.Text)) == owner)
                    await records.Remove(kind.Name, record.Id);
        }
    }

    /// <summary>Returns the names of the accounts that sign in with one-time codes.</summary>
    public static async Task<ImmutableArray<string>> GetTotpAccounts(IRecordStore records)
    {
        var accounts = new RecordRepository<Account>(records, AccountsGrain.AccountKind);
        await accounts.Load();
        return [.. accounts.All.Where(account => account.TotpSince is not null).Select(account => account.Name)];
    }
}
