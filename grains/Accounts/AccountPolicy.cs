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
        !NamePattern().IsMatch(name) ? new("account_name_invalid", "name", "账号名为 2 至 32 个小写字母、数字、点、横线或下划线，以字母或数字开头：请改一个。")
        : isTaken ? new("account_name_taken", "name", $"已有名为“{name}”的账号：请换一个名字。")
        : null;

    /// <summary>Why an account may not be set up so, or null; the last administrator stays one.</summary>
    public static ValidationError? ValidateSetup(AccountSetup setup, Account? before, IEnumerable<Account> all, Places places)
    {
        if (string.IsNullOrWhiteSpace(setup.Title) || setup.Title.Length > MaxTitleLength) return new("account_title_invalid", "title", $"姓名或单位必填，不超过 {MaxTitleLength} 个字。");
        if (!Enum.IsDefined(setup.Role)) return new("account_role_invalid", "role", "角色可以是 province、bureau、reviewer、organizer、auditor。");
        if (setup.Role == Role.Bureau && places.FindCity(setup.City ?? "") is null) return new("account_city_missing", "city", "市局账号须写明所属市的六位代码。");
        if (setup.Role != Role.Bureau && setup.City is not null) return new("account_city_not_for_role", "city", "只有市局账号属于一个市：请把市留空。");
        if (setup.External is { } external && all.Any(one => one != before && one.External == external))
            return new("account_external_taken", "external", "另一个账号已对应这个统一认证用户：请核对。");
        var stays = setup is { Role: Role.Province, IsDisabled: false };
        return before is not null && !stays && IsAdministrator(before) && !all.Any(one => one != before && IsAdministrator(one))
            ? new("account_last_administrator", "role", "这是最后一个省局管理员：请先设另一个管理员。")
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
