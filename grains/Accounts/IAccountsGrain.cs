using System.Collections.Immutable;

namespace IpMonitor.Grains.Accounts;

/// <summary>The accounts and who is signed in. Its key is the province's code. Passwords are hashed and checked by who calls, never here.</summary>
[Alias("ipm.accounts-grain")]
public interface IAccountsGrain : IGrainWithStringKey
{
    /// <summary>All accounts, by name.</summary>
    [Alias("all")]
    Task<ImmutableArray<Account>> GetAll();

    /// <summary>The account of a name, or of a name in the office's own system; null when there is none.</summary>
    [Alias("find")]
    Task<Account?> Find(string? name, string? external = null);

    /// <summary>Makes an account.</summary>
    [Alias("create")]
    Task<AccountResult> Create(string name, AccountSetup setup, string? passwordHash, bool mustChange);

    /// <summary>Sets an account up anew; who is signed in with it has to sign in again.</summary>
    [Alias("update")]
    Task<AccountResult> Update(string name, AccountSetup setup);

    /// <summary>Gives an account another password and unlocks it; ends its sessions, all but the one named, and knows its browsers no more if it has to be changed.</summary>
    [Alias("set-password")]
    Task<AccountResult> SetPassword(string name, string passwordHash, bool mustChange, string? exceptSession = null);

    /// <summary>Has an account keep a sealed key for one-time codes (null: none any more); asked for from now on, or only once confirmed.</summary>
    [Alias("set-totp")]
    Task<AccountResult> SetTotp(string name, string? key, bool isConfirmed, long step);

    /// <summary>Counts an attempt to sign in before its password is looked at; null when the account is locked to who comes, shut or not there.</summary>
    [Alias("count-attempt")]
    Task<Account?> CountAttempt(string name, string? browserToken);

    /// <summary>Signs in who proved to be the account, or all but its one-time code; null when it was shut meanwhile, or the code was used before.</summary>
    [Alias("sign-in")]
    Task<NewSession?> SignIn(string name, ClientInfo arrival, long? totpStep, bool owesCode = false);

    /// <summary>Notes that a session's owner proved again to be the account, by a one-time code too if a step is given; false when that was used before.</summary>
    [Alias("reauthenticate")]
    Task<bool> Reauthenticate(string session, long? totpStep, string? browserToken);

    /// <summary>Whether a session's owner proved just now to be the account.</summary>
    [Alias("is-reauthenticated")]
    Task<bool> IsReauthenticated(string session);

    /// <summary>Who holds a token; null when its session has ended.</summary>
    [Alias("find-session")]
    Task<SignedInAccount?> FindSession(string token);

    /// <summary>The sessions of an account, latest first.</summary>
    [Alias("sessions")]
    Task<ImmutableArray<Session>> GetSessions(string name);

    /// <summary>Ends a session of an account, or all of them; answers how many.</summary>
    [Alias("end-sessions")]
    Task<int> EndSessions(string name, string? session);
}
