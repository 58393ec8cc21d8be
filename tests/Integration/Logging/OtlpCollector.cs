using System.Diagnostics;
using System.Text;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpMonitor.IntegrationTests.Logging;

/// <summary>Receives logs as an OTLP collector does: protobuf over HTTP.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _address;
    private readonly StringBuilder _received = new();

    private OtlpCollector(WebApplication app, string address) => (_app, _address) = (app, address);

    public string? Authorization { get; private set; }

    public string[] Settings =>
    [
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={_address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        "--OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer of the office",
    ];

    public static async Task<OtlpCollector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{TestPort.FindFree()}";
        builder.WebHost.UseUrls(address);
        var collector = new OtlpCollector(builder.Build(), address);
        collector._app.MapPost("/v1/logs", collector.Receive);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits until the received logs contain all of these texts.</summary>
    public async Task WaitForText(params string[] texts)
    {
        for (var stopwatch = Stopwatch.StartNew(); !Array.TrueForAll(texts, text =>
            Received.Contains(text, StringComparison.Ordinal)); await Task.Delay(50))
            Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(20), Received);
    }

    private string Received
    {
        get { lock (_received) return _received.ToString(); }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Protobuf contains texts as plain UTF-8.
    private async Task Receive(HttpRequest request)
    {
        Authorization = request.Headers.Authorization;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        lock (_received) _received.Append(Encoding.UTF8.GetString(body.ToArray()));
    }
}
