using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Records;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// The keys that may post. Only a hash of each is kept, in <c>keys.json</c> beside the store; the first one is preset
/// (<c>IPM_INGEST_KEY</c>) or made at first start and shown once.
/// </summary>
internal sealed class BootstrapKey
{
    private readonly byte[][] _hashes;

    private BootstrapKey(byte[][] hashes) => _hashes = hashes;

    /// <summary>Opens the keys of a store; <paramref name="show"/> is given a key that was made now, this once.</summary>
    public static BootstrapKey Load(Settings settings, Action<string> show)
    {
        if (settings.IngestKey is { } preset) return new([Hash(preset)]);

        var file = Path.Combine(settings.DataDirectory, "keys.json");
        FilePermissions.Restrict(file);
        if (File.Exists(file))
            return new(Array.ConvertAll(JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))!, Convert.FromHexString));

        var key = $"ipm_{SecretGenerator.Generate(24)}";
        FilePermissions.CreateFolder(settings.DataDirectory);
        // Written beside and moved into place, so that a crash leaves no half of it.
        var beside = $"{file}.new";
        FilePermissions.EnsureFile(beside);
        File.WriteAllText(beside, JsonSerializer.Serialize(new[] { Convert.ToHexString(Hash(key)) }));
        File.Move(beside, file, overwrite: true);
        show(key);
        return new([Hash(key)]);
    }

    /// <summary>Whether this key may post; takes as long for a wrong one as for a right one.</summary>
    public bool Verify(string key)
    {
        var hash = Hash(key);
        return _hashes.Aggregate(false, (fits, known) => fits | CryptographicOperations.FixedTimeEquals(known, hash));
    }

    /// <summary>What a key is called where it must not be shown.</summary>
    public static string GetDisplayName(string key) => $"key-{Convert.ToHexStringLower(Hash(key).AsSpan(0, 4))}";

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
