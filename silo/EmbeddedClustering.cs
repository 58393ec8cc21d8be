using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;

namespace IpMonitor.Silo;

/// <summary>Configures the only silo of a process that is its only client.</summary>
public static class EmbeddedClustering
{
    /// <summary>
    /// Listens on a free loopback port, so that several processes run side by side, without a gateway. The cache of the
    /// grain directory is small, as all grains are local: at its preset size each silo allocates 18 MB for it.
    /// </summary>
    public static ISiloBuilder UseEmbeddedClustering(this ISiloBuilder silo) => silo
        .UseLocalhostClustering(siloPort: FindFreePort(), gatewayPort: 0)
        .Configure<GrainDirectoryOptions>(
            directory => directory.CacheSize = 1_000);

    /// <summary>
    /// Returns a free TCP port below the ranges from which Linux, macOS and Windows pick ports for outgoing
    /// connections, one of which could take it before the caller listens.
    /// </summary>
    /// <exception cref="SocketException">A hundred ports could not be opened.</exception>
    public static int FindFreePort()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (attempt < 100)
            {
                // Taken: try another.
            }
        }
    }
}
