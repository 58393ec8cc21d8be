using System.Collections.Frozen;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Accounts;

/// <summary>Rules of accounts and sessions, as pure functions.</summary>
public static partial class AccountPolicy
{
    /// <summary>Work factor of OWASP ASVS 5.0, appendix C, for PBKDF2 with HMAC-SHA-512.</summary>
    public const int PasswordHashIterations = 210_000;

    private const int MaxTitleLength = 40;

    // Names of other actors in audit log, submissions and reference versions, without separators.
    private static readonly FrozenSet<string> ReservedNames = FrozenSet.ToFrozenSet(
    [
        "anonymous", "apikey", "backup", "console", "demo", "export", "firstkey", "import", "ipmonitor", "key",
        "ledger", "machine", "nobody", "operator", "program", "recovery", "restore", "root", "screen",
        "server", "service", "silo", "system", "upgrade",
    ]);

    /// <summary>Converts a typed name to its stored form: trimmed, in lower case.</summary>
    public static string NormalizeName(string? name) => (name ?? "").Trim().ToLowerInvariant();

    /// <summary>Validates the name of a new account; null if valid.</summary>
    public static ValidationError? ValidateName(string name, bool isTaken) =>
        !NamePattern().IsMatch(name)
            ? ValidationError.Create("account_name_invalid", "name")
        : IsReserved(name) ? ValidationError.Create("account_name_reserved", "name", name)
        : isTaken ? ValidationError.Create("account_name_taken", "name", name)
        : null;

    /// <summary>Validates the settings of an account; null if valid. At least one administrator must remain.</summary>
    public static ValidationError? ValidateSetup(
        AccountSetup setup, Account? before, IEnumerable<Account> all, Places places)
    {
        if (string.IsNullOrWhiteSpace(setup.Title) || setup.Title.Length > MaxTitleLength)
            return ValidationError.Create("account_title_invalid", "title", MaxTitleLength);
        if ((KeyText.ValidateName("title", setup.Title) ?? KeyText.ValidateName("external", setup.External))
            is { } nameError)
            return nameError;
        if (!Enum.IsDefined(setup.Role))
            return ValidationError.Create("account_role_invalid", "role");
        if (setup.Role == Role.Bureau && places.FindCity(setup.City ?? "") is null)
            return ValidationError.Create("account_city_missing", "city");
        if (setup.Role != Role.Bureau && setup.City is not null)
            return ValidationError.Create("account_city_not_for_role", "city");
        var others = all.Where(account => account != before).ToList();
        if (setup.External is { } external && others.Exists(account => account.External == external))
            return ValidationError.Create("account_external_taken", "external");
        var isAdministrator = setup is { Role: Role.Province, IsDisabled: false };
        return before is not null && IsAdministrator(before) && !isAdministrator && !others.Exists(IsAdministrator)
            ? ValidationError.Create("account_last_administrator", "role")
            : null;
    }

    /// <summary>Returns the account after a counted sign-in attempt; null if it is disabled or locked.</summary>
    public static Account? CountAttempt(Account account, DateTimeOffset now, AccountOptions options)
    {
        if (account.IsDisabled || account.LockedUntil > now) return null;
        // The count restarts after a lockout has ended.
        var failures = (account.LockedUntil is null ? account.Failures : 0) + 1;
        return account with
        {
            Failures = failures,
            LockedUntil = failures >= options.MaxFailedAttempts ? now + options.LockoutDuration : null,
        };
    }

    /// <summary>Returns true if a session is neither idle too long nor past its maximum lifetime.</summary>
    public static bool IsSessionActive(Session session, DateTimeOffset now, AccountOptions options) =>
        now - session.LastUsedAt < options.SessionIdleTimeout && now - session.CreatedAt < options.MaxSessionLifetime;

    /// <summary>Returns true if a name in lower case is that of another actor.</summary>
    /// <remarks>Names of API keys begin with <c>key-</c>, those of screens with <c>screen-</c>.</remarks>
    public static bool IsReserved(string name) =>
        ReservedNames.Contains(SeparatorPattern().Replace(name, "")) || ActorPattern().IsMatch(name);

    private static bool IsAdministrator(Account account) => account is { Role: Role.Province, IsDisabled: false };

    [GeneratedRegex("^(key|screen)[ ._-]")]
    private static partial Regex ActorPattern();

    [GeneratedRegex("[ ._-]")]
    private static partial Regex SeparatorPattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,31}$")]
    private static partial Regex NamePattern();
}
