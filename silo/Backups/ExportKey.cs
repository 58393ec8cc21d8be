using System.Security.Cryptography;
using System.Text;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Key that signs the exports of a store, in a file of the data folder that no backup contains.</summary>
internal sealed class ExportKey : IDisposable
{
    private const string FileName = "export-key.pem";

    private readonly ECDsa _key;

    private ExportKey(ECDsa key) => _key = key;

    /// <summary>Public key in Base64 (SubjectPublicKeyInfo).</summary>
    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    /// <summary>Fingerprint of the public key.</summary>
    public string Fingerprint => GetFingerprint(PublicKey);

    /// <summary>Loads the key of a data folder; creates it if there is none.</summary>
    public static ExportKey LoadOrCreate(string folder) => Find(folder) ?? Create(folder);

    /// <summary>Returns the key of a data folder; null if there is none.</summary>
    /// <exception cref="InvalidDataException">The file is no key.</exception>
    public static ExportKey? Find(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        FilePermissions.Restrict(file);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return new(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{file} 不是签名密钥。 It is no signing key.", exception);
        }
    }

    /// <summary>Signs the checksum of an export; returns Base64.</summary>
    public string Sign(string checksum) =>
        Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(checksum), HashAlgorithmName.SHA256));

    /// <summary>Returns true if a signature is that of a public key.</summary>
    public static bool Verify(string publicKey, string checksum, string signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key.VerifyData(
                Encoding.UTF8.GetBytes(checksum), Convert.FromBase64String(signature), HashAlgorithmName.SHA256);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Returns the fingerprint of a public key, which people compare.</summary>
    public static string GetFingerprint(string publicKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(publicKey)).AsSpan(0, 16));

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static ExportKey Create(string folder)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        FilePermissions.CreateFolder(folder);
        AtomicFile.Create(
            Path.Combine(folder, FileName), temporary => File.WriteAllText(temporary, key.ExportPkcs8PrivateKeyPem()));
        return new(key);
    }
}
