using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace IpMonitor.Silo;

/// <summary>Configures the only silo of a process that is its only client.</summary>
public static class EmbeddedClustering
{
    /// <summary>Configures a single-silo cluster on a free loopback port, without a gateway.</summary>
    /// <remarks>
    /// The free port lets several processes run side by side. All grains are local, so a small grain directory cache is
    /// enough; the default size allocates 18 MB per silo.
    /// </remarks>
    public static ISiloBuilder UseEmbeddedClustering(this ISiloBuilder silo) => silo
        .UseLocalhostClustering(siloPort: FindFreePort(), gatewayPort: 0)
        .Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 1_000);

    /// <summary>Returns a free TCP port of a range.</summary>
    /// <param name="min">First port of the range.</param>
    /// <param name="max">First port after the range.</param>
    /// <remarks>
    /// The default range lies below the ephemeral ports of Linux, macOS and Windows, so an outgoing connection cannot
    /// take the port before the caller listens on it.
    /// </remarks>
    /// <exception cref="SocketException">A hundred ports in a row were in use.</exception>
    public static int FindFreePort(int min = 20_000, int max = 32_000)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(min, max));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (attempt < 100)
            {
                // The port is in use: try another one.
            }
        }
    }
}
