using System.Diagnostics;
using IpMonitor.Silo;

namespace IpMonitor.Benchmarks;

/// <summary>A server of the bench's own, in a process of its own, set up as the one that is measured.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private ServerProcess(Process process, Uri address) => (Process, Address, Http) = (process, address, new HttpClient { BaseAddress = address });

    public Process Process { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Starts this program with a word of its own, a free address and what else it needs, and waits until it answers.</summary>
    public static async Task<ServerProcess> Start(string word, params string[] more)
    {
        var address = new Uri($"http://127.0.0.1:{EmbeddedClustering.FindFreePort()}");
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, word, address.ToString(), .. more]);
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var server = new ServerProcess(Process.Start(start)!, address);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var _ = await server.Http.GetAsync(new Uri("/", UriKind.Relative));
                return server;
            }
            catch (HttpRequestException) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        Http.Dispose();
    }
}
