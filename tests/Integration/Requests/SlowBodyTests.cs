using System.Net.Sockets;
using System.Text;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Requests;

/// <summary>Bodies that never end hold neither memory nor a connection.</summary>
public sealed class SlowBodyTests
{
    private const int Connections = 60;

    // Of one account, 64 MB hold 16 MB of texts, and 32 MB of events; the others are refused as their bytes arrive.
    [Theory]
    [InlineData("PUT /api/v1/reference/cities.csv", "text/plain", 16)]
    [InlineData("POST /api/v1/events", "application/json", 32)]
    public async Task Half_sent_bodies_are_refused_and_closed(string operation, string type, int held)
    {
        await using var server = await DashboardHost.Start(
            "--Requests:BodyTimeout=00:00:02", "--Requests:UploadTimeout=00:00:02");
        var part = new byte[1 << 20];
        part.AsSpan().Fill((byte)' ');
        var responses = await Task.WhenAll(Enumerable.Range(0, Connections)
            .Select(i => SendHalf(server.Address, operation, type, 8_000_000, part)));
        Assert.Equal(
            Connections,
            responses.Count(text => text.Contains("\"body_busy\"") || text.Contains("\"body_too_slow\"")));
        Assert.InRange(
            responses.Count(text => text.StartsWith("HTTP/1.1 503")), (Connections - held) / 2, Connections - 1);
        Assert.Contains(responses, text => text.StartsWith("HTTP/1.1 408"));

        using var legitimate = await server.Http.PutAsync(
            "/api/v1/reference/cities.csv", new ByteArrayContent(new byte[100_000]));
        Assert.Equal(422, (int)legitimate.StatusCode);
    }

    [Theory]
    [InlineData("POST /api/v1/events", "application/json")]
    [InlineData("POST /api/v1/session", "application/json")]
    [InlineData("POST /api/v1/submissions", "application/json")]
    [InlineData("POST /api/v1/imports?form=events", "application/octet-stream")]
    public async Task A_body_has_a_time_limit_from_first_to_last_byte(string operation, string type)
    {
        await using var server = await DashboardHost.Start(
            "--Requests:BodyTimeout=00:00:01", "--Requests:UploadTimeout=00:00:01");
        var response = await SendHalf(server.Address, operation, type, 10_000, "{"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 408", response);
        Assert.Contains("\"body_too_slow\"", response);
    }

    private static async Task<string> SendHalf(Uri server, string operation, string type, int length, byte[] part)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        var head = $"{operation} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: {type}\r\n"
            + $"Authorization: ApiKey {DashboardServer.Key}\r\nContent-Length: {length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(part);
        return await ReadUntilClosed(stream).WaitAsync(TimeSpan.FromSeconds(30));
    }

    // The server resets a connection whose body it does not await.
    private static async Task<string> ReadUntilClosed(NetworkStream stream)
    {
        var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received);
        }
        catch (IOException)
        {
        }
        return Encoding.UTF8.GetString(received.GetBuffer().AsSpan(0, (int)received.Length));
    }
}
