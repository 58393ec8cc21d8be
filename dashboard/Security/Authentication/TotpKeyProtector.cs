using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Encrypts the keys of one-time codes for storage, each for its account, with Data Protection.</summary>
/// <remarks>Backups of the store do not contain the key ring (<c>Security:KeyRingDirectory</c>).</remarks>
internal sealed partial class TotpKeyProtector(IDataProtectionProvider protection, ILogger<TotpKeyProtector> log)
{
    /// <summary>Encrypts the key of an account.</summary>
    public string Protect(string account, string key) => CreateProtector(account).Protect(key);

    /// <summary>Decrypts the key of an account; returns null if there is none or the key ring is lost.</summary>
    public string? Unprotect(string account, string? protectedKey)
    {
        try
        {
            return protectedKey is null ? null : CreateProtector(account).Unprotect(protectedKey);
        }
        catch (CryptographicException)
        {
            LogLost(log, account);
            return null;
        }
    }

    private IDataProtector CreateProtector(string account) => protection.CreateProtector("one-time codes", account);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Could not decrypt the one-time code key of {Account}: "
            + "Security:KeyRingDirectory does not contain the key ring that encrypted it")]
    private static partial void LogLost(ILogger log, string account);
}
