using System.Collections.Frozen;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Reports;
using Microsoft.AspNetCore.Identity;

namespace IpMonitor.Dashboard.Doors;

/// <summary>
/// Which passwords will do, and how they are hashed (OWASP ASVS 5.0, V6.2: length and what is known from leaks, no rules of
/// composition). The common ones are those of the 30,000 most used that are long enough.
/// </summary>
internal sealed class Passwords(IPasswordHasher<Account> hasher)
{
    private const int Shortest = 12;
    private const int Longest = 128;
    private static readonly FrozenSet<string> Common =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "common-passwords.txt")).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Somebody who is not there takes as long as somebody who is.
    private readonly string _nobody = hasher.HashPassword(null!, Guid.NewGuid().ToString());

    /// <summary>Why a password will not do, or null.</summary>
    public static Refusal? Fault(string? password, string name) =>
        password is not { Length: >= Shortest and <= Longest } ? new("password_length", "password", $"密码为 {Shortest} 至 {Longest} 个字符，可以是一句话，空格和汉字都行。")
        : Common.Contains(password) || password.Distinct().Count() < 5 ? new("password_common", "password", "这个密码太常见，容易被猜到：请换一个，例如几个不相干的词。")
        : password.Contains(name, StringComparison.OrdinalIgnoreCase) || password.Contains("ipmonitor", StringComparison.OrdinalIgnoreCase) ? new("password_like_name", "password", "密码里不能含账号名或系统名：请换一个。")
        : null;

    public string Hash(string password) => hasher.HashPassword(null!, password);

    /// <summary>Whether it is the password of the account; as slow for nobody's.</summary>
    public bool Fits(Account? account, string password) =>
        hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _nobody, password) != PasswordVerificationResult.Failed && account?.PasswordHash is not null;
}
