using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Simulates the passing of days by moving the timestamps of a store into the past.</summary>
internal static partial class StoreAging
{
    /// <summary>Exports the store, moves its timestamps, imports it and starts the server again.</summary>
    public static async Task MoveIntoPast(DashboardServer server, int days)
    {
        await server.Stop();
        var file = $"{server.DataFolder}.jsonl";
        try
        {
            await server.RunStoreCommand("export", file);
            var moved = SignatureFields().Replace(
                TimestampFields().Replace(await File.ReadAllTextAsync(file), MoveTimestamp), "");
            var lastLine = moved.LastIndexOf('\n', moved.Length - 2) + 1;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(moved[..lastLine])));
            await File.WriteAllTextAsync(file, moved[..lastLine] + ChecksumField().Replace(moved[lastLine..], hash));
            Directory.Delete(server.DataFolder, recursive: true);
            await server.RunStoreCommand("import", file, "--accept-unsigned");
        }
        finally
        {
            File.Delete(file);
        }
        await server.Run();

        string MoveTimestamp(Match milliseconds) =>
            $"{long.Parse(milliseconds.Value, CultureInfo.InvariantCulture) - days * 86_400_000L}";
    }

    [GeneratedRegex("(?<=\"(known|received)\":)\\d+")]
    private static partial Regex TimestampFields();

    // The moved times void the signature.
    [GeneratedRegex(",\"(key|signature)\":\"[^\"]*\"(?=,|})")]
    private static partial Regex SignatureFields();

    [GeneratedRegex("(?<=\"sha256\":\")[0-9a-f]+")]
    private static partial Regex ChecksumField();
}
