using System.Diagnostics;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>A baseline server in a process of this program, with the dashboard's runtime settings.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int MaxAttempts = 200;

    private ServerProcess(Process process, Uri address) =>
        (Process, Address, Http) = (process, address, new HttpClient { BaseAddress = address });

    public Process Process { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Starts this program with a command, a free address and arguments, and waits for a response.</summary>
    public static async Task<ServerProcess> Start(string command, params string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{TestPort.FindFree()}");
        var program = typeof(ServerProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, command, address.ToString(), .. arguments]);
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var server = new ServerProcess(Process.Start(start)!, address);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await server.Http.GetAsync(new Uri("/", UriKind.Relative));
                return server;
            }
            catch (HttpRequestException) when (attempt < MaxAttempts)
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
