using IpMonitor.Grains.Accounts;

namespace IpMonitor.Dashboard.Doors;

/// <summary>What is wrong with what somebody gave to show who he is.</summary>
internal enum ProofFault
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
internal sealed record Proven(Account? Account, ProofFault Fault, long? Step = null);

/// <summary>Holds what somebody gives, a password and a code, against an account; each attempt is counted before it is looked at.</summary>
internal sealed class IdentityProof(Doorkeeper doorkeeper, Passwords passwords, TotpKeys keys, TimeProvider time)
{
    /// <summary>By the password, and by a code where the account has them.</summary>
    public async Task<Proven> Look(HttpContext context, string name, string? password, string? code)
    {
        var account = await doorkeeper.Accounts.CountAttempt(name, CookieHandler.BrowserIn(context));
        return !passwords.Fits(account, password ?? "") ? new(account, ProofFault.Password)
            : account!.TotpSince is null ? new(account, ProofFault.None)
            : Look(account, code);
    }

    /// <summary>By a code alone, of who is known by the office's own account system.</summary>
    public async Task<Proven> LookAtCode(HttpContext context, string name, string? code) =>
        await doorkeeper.Accounts.CountAttempt(name, CookieHandler.BrowserIn(context)) is { TotpSince: not null } account
            ? Look(account, code)
            : new(null, ProofFault.Code);

    private Proven Look(Account account, string? code)
    {
        var (key, now) = (keys.Open(account.Name, account.TotpKey), time.GetUtcNow());
        return string.IsNullOrWhiteSpace(code) ? new(account, ProofFault.CodeNeeded)
            : key is null ? new(account, ProofFault.Code)
            : Totp.StepOf(key, code.Trim(), now) is { } step ? new(account, ProofFault.None, step)
            : new(account, Totp.IsOutdated(key, code.Trim(), now) ? ProofFault.CodeOutdated : ProofFault.Code);
    }
}
