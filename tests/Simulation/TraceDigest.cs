using System.Security.Cryptography;
using System.Text;

namespace IpMonitor.Simulation;

/// <summary>
/// A digest of the traces of many seeds, independent of the order in which they end: two processes compare runs by it.
/// </summary>
internal sealed class TraceDigest
{
    private long _sum;

    public void Add(SeedResult result)
    {
        var text = $"{result.Seed}\n{string.Join('\n', result.Trace)}";
        Interlocked.Add(ref _sum, BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    public override string ToString() => $"{_sum:x16}";
}
