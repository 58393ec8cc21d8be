using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Days that pass in no time: the server's clock is the machine's, so a store is made older instead, as an export.</summary>
internal static partial class StoreAging
{
    /// <summary>Makes everything a server knows known so many days earlier, and starts it again.</summary>
    public static async Task MoveIntoPast(DashboardServer server, int days)
    {
        await server.Stop();
        var file = $"{server.DataFolder}.jsonl";
        try
        {
            await server.RunStoreCommand("export", file);
            var earlier = TimestampFields().Replace(await File.ReadAllTextAsync(file), known => $"{long.Parse(known.Value, CultureInfo.InvariantCulture) - days * 86_400_000L}");
            var end = earlier.LastIndexOf('\n', earlier.Length - 2) + 1;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(earlier[..end])));
            await File.WriteAllTextAsync(file, earlier[..end] + ChecksumField().Replace(earlier[end..], hash));
            Directory.Delete(server.DataFolder, recursive: true);
            await server.RunStoreCommand("import", file);
        }
        finally
        {
            File.Delete(file);
        }
        await server.Run();
    }

    [GeneratedRegex("(?<=\"(known|received)\":)\\d+")]
    private static partial Regex TimestampFields();

    [GeneratedRegex("(?<=\"sha256\":\")[0-9a-f]+")]
    private static partial Regex ChecksumField();
}
