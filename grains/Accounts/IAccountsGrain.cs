using System.Collections.Immutable;

namespace IpMonitor.Grains.Accounts;

/// <summary>The accounts and who is signed in. Its key is the province's code. Passwords are hashed and checked by who calls, never here.</summary>
public interface IAccountsGrain : IGrainWithStringKey
{
    /// <summary>All accounts, by name.</summary>
    [Alias("All")]
    Task<ImmutableArray<Account>> All();

    /// <summary>The account of a name, or of a name in the office's own system; null when there is none.</summary>
    [Alias("Find")]
    Task<Account?> Find(string? name, string? external = null);

    /// <summary>Makes an account.</summary>
    [Alias("Create")]
    Task<AccountOutcome> Create(string name, AccountSetup setup, string? passwordHash, bool mustChange);

    /// <summary>Sets an account up anew; who is signed in with it has to sign in again.</summary>
    [Alias("Arrange")]
    Task<AccountOutcome> Arrange(string name, AccountSetup setup);

    /// <summary>Gives an account another password and unlocks it; ends its sessions, all but the one named.</summary>
    [Alias("SetPassword")]
    Task<AccountOutcome> SetPassword(string name, string passwordHash, bool mustChange, string? exceptSession = null);

    /// <summary>Has an account keep a key for one-time codes (null: none any more); asked for from now on, or only once confirmed.</summary>
    [Alias("SetTotp")]
    Task<AccountOutcome> SetTotp(string name, string? key, bool isConfirmed, long step);

    /// <summary>Counts an attempt to sign in before its password is looked at; null when the account is locked, shut or not there.</summary>
    [Alias("Attempt")]
    Task<Account?> Attempt(string name);

    /// <summary>Signs in who proved to be the account; null when it was shut meanwhile, or the one-time code was used before.</summary>
    [Alias("Enter")]
    Task<NewSession?> Enter(string name, string from, string browser, long? totpStep);

    /// <summary>Who holds a token; null when its session has ended.</summary>
    [Alias("Of")]
    Task<SignedIn?> Of(string token);

    /// <summary>The sessions of an account, latest first.</summary>
    [Alias("Sessions")]
    Task<ImmutableArray<Session>> Sessions(string name);

    /// <summary>Ends a session of an account, or all of them; answers how many.</summary>
    [Alias("End")]
    Task<int> End(string name, string? session);
}
