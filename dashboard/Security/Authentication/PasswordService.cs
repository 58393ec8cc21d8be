using System.Collections.Frozen;
using System.IO.Compression;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using Microsoft.AspNetCore.Identity;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>Validates, hashes and verifies passwords.</summary>
/// <remarks>
/// The rules are those of OWASP ASVS 5.0, V6.2: length and known leaks, but no composition. The leaked passwords are
/// those of 12 characters or more in SecLists' 10-million-password-list-top-1000000.
/// </remarks>
internal sealed class PasswordService(IPasswordHasher<Account> hasher)
{
    private const int MinLength = 12;
    private const int MaxLength = 128;
    private const int MinDistinctCharacters = 5;
    private const string LeakedPasswordsFile = "leaked-passwords.txt.gz";

    private static readonly FrozenSet<string> LeakedPasswords = LoadLeakedPasswords();

    // Verifying the password of an unknown account must take as long as that of a known one.
    private readonly string _dummyHash = hasher.HashPassword(null!, Guid.NewGuid().ToString());

    /// <summary>Returns the first rule that a password breaks, or null.</summary>
    public static ValidationError? Validate(string? password, string? name)
    {
        if (password is not { Length: >= MinLength and <= MaxLength })
            return ValidationError.Create("password_length", "password", MinLength, MaxLength);
        if (LeakedPasswords.Contains(password) || password.Distinct().Count() < MinDistinctCharacters)
            return ValidationError.Create("password_common", "password");
        return Contains(password, name) || Contains(password, "ipmonitor")
            ? ValidationError.Create("password_like_name", "password")
            : null;
    }

    /// <summary>Returns the hash to store.</summary>
    public string Hash(string password) => hasher.HashPassword(null!, password);

    /// <summary>Returns true if the password is that of the account.</summary>
    public bool Verify(Account? account, string password)
    {
        var result = hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _dummyHash, password);
        return result != PasswordVerificationResult.Failed && account?.PasswordHash is not null;
    }

    private static bool Contains(string password, string? word) =>
        word is not null && password.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> LoadLeakedPasswords()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, LeakedPasswordsFile));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return ReadLines().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

        IEnumerable<string> ReadLines()
        {
            while (reader.ReadLine() is { } line) yield return line;
        }
    }
}
