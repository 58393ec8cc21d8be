using IpMonitor.Silo;

namespace IpMonitor.Testing.Hosting;

/// <summary>Ports of servers that tests start.</summary>
public static class TestPort
{
    /// <summary>Returns a free TCP port from 10,000 to 19,999, which no silo takes while a server restarts.</summary>
    public static int FindFree() => EmbeddedClustering.FindFreePort(10_000, 20_000);
}
