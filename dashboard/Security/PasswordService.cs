using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using Microsoft.AspNetCore.Identity;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Which passwords will do, and how they are hashed (OWASP ASVS 5.0, V6.2: length and what is known from leaks, no rules of
/// composition). The leaked ones are those of 12 characters and more among the million most used of ten million that were stolen
/// and published (SecLists, 10-million-password-list-top-1000000).
/// </summary>
internal sealed class PasswordService(IPasswordHasher<Account> hasher)
{
    private const int MinLength = 12;
    private const int MaxLength = 128;
    private static readonly FrozenSet<string> LeakedPasswords = LoadLeakedPasswords();

    // Somebody who is not there takes as long as somebody who is.
    private readonly string _dummyHash = hasher.HashPassword(null!, Guid.NewGuid().ToString());

    /// <summary>Why a password will not do, or null.</summary>
    public static ValidationError? Validate(string? password, string? name) =>
        password is not { Length: >= MinLength and <= MaxLength } ? ValidationError.Create("password_length", "password", MinLength, MaxLength)
        : LeakedPasswords.Contains(password) || password.Distinct().Count() < 5 ? ValidationError.Create("password_common", "password")
        : (name is not null && password.Contains(name, StringComparison.OrdinalIgnoreCase)) || password.Contains("ipmonitor", StringComparison.OrdinalIgnoreCase) ? ValidationError.Create("password_like_name", "password")
        : null;

    /// <summary>A first password, to be read out and typed once: 138 random bits in letters and digits that are not taken for others.</summary>
    public static string Generate() => string.Join('-', Enumerable.Range(0, 7).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));

    public string Hash(string password) => hasher.HashPassword(null!, password);

    /// <summary>Whether it is the password of the account; as slow for nobody's.</summary>
    public bool Verify(Account? account, string password) =>
        hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _dummyHash, password) != PasswordVerificationResult.Failed && account?.PasswordHash is not null;

    private static FrozenSet<string> LoadLeakedPasswords()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "leaked-passwords.txt.gz")), CompressionMode.Decompress));
        return Lines().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

        IEnumerable<string> Lines()
        {
            while (lines.ReadLine() is { } line) yield return line;
        }
    }
}
