using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Security;

/// <summary>What is wrong with what somebody gave to show who he is.</summary>
internal enum CredentialError
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>The password, or the account is not there, shut or locked to who comes.</summary>
    Password,
    /// <summary>The password is right, and a one-time code is asked for too.</summary>
    CodeNeeded,
    /// <summary>It is the code of the half-minute before or after.</summary>
    CodeOutdated,
    /// <summary>The code.</summary>
    Code,
}

/// <summary>The account that was tried, what is wrong, and the step of the one-time code, which will do no second time.</summary>
internal sealed record CredentialResult(Account? Account, CredentialError Error, long? TotpStep = null);

/// <summary>Holds what somebody gives, a password and a code, against an account; each attempt is counted before it is looked at.</summary>
internal sealed class CredentialVerifier(IdentityGrains doorkeeper, PasswordService passwords, TotpKeyProtector keys, TimeProvider time)
{
    /// <summary>By the password, and by a code where the account has them.</summary>
    public async Task<CredentialResult> Verify(HttpContext context, string name, string? password, string? code)
    {
        var account = await doorkeeper.Accounts.CountAttempt(name, CookieHandler.GetBrowserToken(context));
        return !passwords.Verify(account, password ?? "") ? new(account, CredentialError.Password)
            : account!.TotpSince is null ? new(account, CredentialError.None)
            : Verify(account, code);
    }

    /// <summary>By a code alone, of who is known by the office's own account system.</summary>
    public async Task<CredentialResult> VerifyCode(HttpContext context, string name, string? code) =>
        await doorkeeper.Accounts.CountAttempt(name, CookieHandler.GetBrowserToken(context)) is { TotpSince: not null } account
            ? Verify(account, code)
            : new(null, CredentialError.Code);

    private CredentialResult Verify(Account account, string? code)
    {
        var (key, now) = (keys.Unprotect(account.Name, account.TotpKey), time.GetUtcNow());
        return string.IsNullOrWhiteSpace(code) ? new(account, CredentialError.CodeNeeded)
            : key is null ? new(account, CredentialError.Code)
            : Totp.FindStep(key, code.Trim(), now) is { } step ? new(account, CredentialError.None, step)
            : new(account, Totp.IsAdjacentStep(key, code.Trim(), now) ? CredentialError.CodeOutdated : CredentialError.Code);
    }
}
