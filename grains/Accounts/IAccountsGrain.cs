using System.Collections.Immutable;

namespace IpMonitor.Grains.Accounts;

/// <summary>
/// The accounts and sign-in sessions. The key is the province's code. Callers hash and verify passwords.
/// </summary>
[Alias("ipm.accounts-grain")]
public interface IAccountsGrain : IGrainWithStringKey
{
    /// <summary>Returns all accounts, by name.</summary>
    [Alias("all")]
    Task<ImmutableArray<Account>> GetAll();

    /// <summary>Returns the account with a name or, if given, with an external name; null if there is none.</summary>
    [Alias("find")]
    Task<Account?> Find(string? name, string? external = null);

    /// <summary>Creates an account.</summary>
    [Alias("create")]
    Task<AccountResult> Create(string name, AccountSetup setup, string? passwordHash, bool mustChange);

    /// <summary>Changes an account's settings and ends its sessions.</summary>
    [Alias("update")]
    Task<AccountResult> Update(string name, AccountSetup setup);

    /// <summary>
    /// Sets an account's password, unlocks it and ends its sessions, except the given one. If the password must be
    /// changed, also forgets the account's known browsers.
    /// </summary>
    [Alias("set-password")]
    Task<AccountResult> SetPassword(string name, string passwordHash, bool mustChange, string? exceptSession = null);

    /// <summary>
    /// Sets an account's encrypted key for one-time codes (null removes it). Codes are required once the key is
    /// confirmed.
    /// </summary>
    [Alias("set-totp")]
    Task<AccountResult> SetTotp(string name, string? key, bool isConfirmed, long step);

    /// <summary>
    /// Counts a sign-in attempt before the password is verified; null if the account is unknown, disabled, or locked
    /// for this browser.
    /// </summary>
    [Alias("count-attempt")]
    Task<Account?> CountAttempt(string name, string? browserToken);

    /// <summary>
    /// Starts a session after successful authentication; null if the account was disabled meanwhile or the step of the
    /// one-time code was used before.
    /// </summary>
    /// <param name="name">The account's name.</param>
    /// <param name="client">The client that signs in.</param>
    /// <param name="totpStep">The time step of the one-time code; null if no code was given.</param>
    /// <param name="requiresTotp">True if a one-time code is still required.</param>
    [Alias("sign-in")]
    Task<NewSession?> SignIn(string name, ClientInfo client, long? totpStep, bool requiresTotp = false);

    /// <summary>
    /// Records a repeated authentication of a session's owner; false if the step of the one-time code was used before.
    /// </summary>
    [Alias("reauthenticate")]
    Task<bool> Reauthenticate(string session, long? totpStep, string? browserToken);

    /// <summary>Returns true if a session's owner authenticated recently enough for sensitive actions.</summary>
    [Alias("is-reauthenticated")]
    Task<bool> IsReauthenticated(string session);

    /// <summary>Returns the session and account of a token; null if the session has ended.</summary>
    [Alias("find-session")]
    Task<SignedInAccount?> FindSession(string token);

    /// <summary>Finds a session as <see cref="FindSession"/> does, and records that its user is active.</summary>
    [Alias("use-session")]
    Task<SignedInAccount?> UseSession(string token);

    /// <summary>Returns the active sessions of an account, last used first.</summary>
    [Alias("sessions")]
    Task<ImmutableArray<Session>> GetSessions(string name);

    /// <summary>Ends one session of an account, or all (null), and returns the number of sessions ended.</summary>
    [Alias("end-sessions")]
    Task<int> EndSessions(string name, string? session);

    /// <summary>
    /// Returns the session at the OpenID Connect provider through which a session was started; null if there is none.
    /// </summary>
    [Alias("find-external-session")]
    Task<ExternalSession?> FindExternalSession(string session);

    /// <summary>
    /// Ends the sessions that the OpenID Connect provider has ended at a time of its clock, and returns the names of
    /// their accounts.
    /// </summary>
    [Alias("end-external-sessions")]
    Task<ImmutableArray<string>> EndExternalSessions(string? subject, string? sessionId, DateTimeOffset endedAt);
}
