using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Verifies passwords and one-time codes; counts each attempt before it is verified.</summary>
internal sealed class CredentialVerifier(
    IdentityGrains identities, PasswordService passwords, TotpKeyProtector keys, TimeProvider time)
{
    /// <summary>Verifies a password, and a one-time code if the account uses them.</summary>
    public async Task<CredentialResult> Verify(HttpContext context, string name, string? password, string? code)
    {
        var account = await identities.Accounts.CountAttempt(name, CookieHandler.GetBrowserToken(context));
        if (!passwords.Verify(account, password ?? "")) return new(account, CredentialError.Password);
        return account!.TotpSince is null ? new(account, CredentialError.None) : VerifyCode(account, code);
    }

    /// <summary>Verifies a one-time code alone, for an account that signs in through the external provider.</summary>
    public async Task<CredentialResult> VerifyCode(HttpContext context, string name, string? code) =>
        await identities.Accounts.CountAttempt(name, CookieHandler.GetBrowserToken(context))
            is { TotpSince: not null } account
            ? VerifyCode(account, code)
            : new(null, CredentialError.Code);

    private CredentialResult VerifyCode(Account account, string? code)
    {
        var (key, now) = (keys.Unprotect(account.Name, account.TotpKey), time.GetUtcNow());
        if (string.IsNullOrWhiteSpace(code)) return new(account, CredentialError.CodeNeeded);
        if (key is null) return new(account, CredentialError.Code);
        if (Totp.FindStep(key, code.Trim(), now) is { } step) return new(account, CredentialError.None, step);
        var isAdjacent = Totp.IsAdjacentStep(key, code.Trim(), now);
        return new(account, isAdjacent ? CredentialError.CodeOutdated : CredentialError.Code);
    }
}
