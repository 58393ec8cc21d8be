using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Seals the keys of one-time codes before they are kept, each for its account alone: what seals them is a ring of keys in a
/// folder of its own (<c>Security:KeyRingDirectory</c>), which is in no backup of the store.
/// </summary>
internal sealed partial class TotpKeyProtector(IDataProtectionProvider protection, ILogger<TotpKeyProtector> log)
{
    public string Protect(string account, string key) => CreateProtector(account).Protect(key);

    /// <summary>The key as the app has it; null where there is none, or the ring that sealed it is lost.</summary>
    public string? Unprotect(string account, string? kept)
    {
        try
        {
            return kept is null ? null : CreateProtector(account).Unprotect(kept);
        }
        catch (CryptographicException)
        {
            LogLost(log, account);
            return null;
        }
    }

    private IDataProtector CreateProtector(string account) => protection.CreateProtector("one-time codes", account);

    [LoggerMessage(Level = LogLevel.Error, Message = "The key of {Account}'s one-time codes cannot be opened: the folder Security:KeyRingDirectory is not the one that it was sealed with")]
    private static partial void LogLost(ILogger log, string account);
}
