using System.Text.RegularExpressions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Accounts;

/// <summary>What is right of accounts: plain decisions.</summary>
public static partial class AccountPolicy
{
    private const int MaxTitleLength = 40;

    /// <summary>A name as it is kept: without blanks around it, in small letters.</summary>
    public static string NormalizeName(string? typed) => (typed ?? "").Trim().ToLowerInvariant();

    /// <summary>Why an account may not be made under this name, or null.</summary>
    public static ValidationError? ValidateName(string name, bool isTaken) =>
        !NamePattern().IsMatch(name) ? ValidationError.Create("account_name_invalid", "name")
        : isTaken ? ValidationError.Create("account_name_taken", "name", name)
        : null;

    /// <summary>Why an account may not be set up so, or null; the last administrator stays one.</summary>
    public static ValidationError? ValidateSetup(AccountSetup setup, Account? before, IEnumerable<Account> all, Places places)
    {
        if (string.IsNullOrWhiteSpace(setup.Title) || setup.Title.Length > MaxTitleLength) return ValidationError.Create("account_title_invalid", "title", MaxTitleLength);
        if (!Enum.IsDefined(setup.Role)) return ValidationError.Create("account_role_invalid", "role");
        if (setup.Role == Role.Bureau && places.FindCity(setup.City ?? "") is null) return ValidationError.Create("account_city_missing", "city");
        if (setup.Role != Role.Bureau && setup.City is not null) return ValidationError.Create("account_city_not_for_role", "city");
        if (setup.External is { } external && all.Any(one => one != before && one.External == external))
            return ValidationError.Create("account_external_taken", "external");
        var stays = setup is { Role: Role.Province, IsDisabled: false };
        return before is not null && !stays && IsAdministrator(before) && !all.Any(one => one != before && IsAdministrator(one))
            ? ValidationError.Create("account_last_administrator", "role")
            : null;
    }

    /// <summary>The account after one more attempt to sign in; null when none is allowed now.</summary>
    public static Account? CountAttempt(Account account, DateTimeOffset now, AccountOptions options)
    {
        if (account.IsDisabled || account.LockedUntil > now) return null;
        // A lock that is over starts the count anew.
        var failures = (account.LockedUntil is null ? account.Failures : 0) + 1;
        return account with { Failures = failures, LockedUntil = failures >= options.MaxFailedAttempts ? now + options.LockoutDuration : null };
    }

    /// <summary>Whether a session still holds.</summary>
    public static bool IsSessionActive(Session session, DateTimeOffset now, AccountOptions options) =>
        now - session.Seen < options.SessionIdleTimeout && now - session.Since < options.MaxSessionLifetime;

    private static bool IsAdministrator(Account account) => account is { Role: Role.Province, IsDisabled: false };

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,31}$")]
    private static partial Regex NamePattern();
}
