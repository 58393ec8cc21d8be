using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Records;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>API key of the installation: preset by <c>IPM_INGEST_KEY</c>, or generated at the first start.</summary>
/// <remarks>The store keeps only the SHA-256 hash, in <c>keys.json</c> in the data directory.</remarks>
internal sealed class BootstrapKey
{
    private readonly byte[][] _hashes;

    private BootstrapKey(byte[][] hashes) => _hashes = hashes;

    /// <summary>Loads the key of a store, or generates one.</summary>
    /// <param name="settings">Settings with the data directory and the preset key.</param>
    /// <param name="show">Receives a generated key, which cannot be read later.</param>
    public static BootstrapKey Load(StartupSettings settings, Action<string> show)
    {
        if (settings.IngestKey is { } preset) return new([Hash(preset)]);

        var file = Path.Combine(settings.DataDirectory, "keys.json");
        FilePermissions.Restrict(file);
        if (File.Exists(file))
        {
            var hashes = JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))!;
            return new(Array.ConvertAll(hashes, Convert.FromHexString));
        }

        var key = $"ipm_{SecretGenerator.Generate(24)}";
        FilePermissions.CreateFolder(settings.DataDirectory);
        // A crash must not leave a partial file.
        var temporaryFile = $"{file}.new";
        FilePermissions.EnsureFile(temporaryFile);
        File.WriteAllText(temporaryFile, JsonSerializer.Serialize(new[] { Convert.ToHexString(Hash(key)) }));
        // Shown before it counts: a crash in between leaves a key that is not valid, never an unknown one.
        show(key);
        File.Move(temporaryFile, file, overwrite: true);
        return new([Hash(key)]);
    }

    /// <summary>Returns true if the key is right; takes constant time.</summary>
    public bool Verify(string key)
    {
        var hash = Hash(key);
        return _hashes.Aggregate(
            false, (isMatch, known) => isMatch | CryptographicOperations.FixedTimeEquals(known, hash));
    }

    /// <summary>Returns a name for a key that does not reveal it.</summary>
    public static string GetDisplayName(string key) => $"key-{Convert.ToHexStringLower(Hash(key).AsSpan(0, 4))}";

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
