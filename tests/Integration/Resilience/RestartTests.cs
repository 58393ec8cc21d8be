using System.Net.Http.Json;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
namespace IpMonitor.IntegrationTests.Resilience;

/// <summary>Acknowledged events survive a kill of the process and count once.</summary>
public sealed partial class RestartTests
{
    [Fact]
    public async Task Figures_and_duplicate_detection_survive_a_kill()
    {
        await using var server = await DashboardProcess.Start();
        object[] batch = [.. Enumerable.Range(0, 300).Select(i => new
        {
            id = $"r-{i}",
            source = "restart",
            city = i % 3 == 0 ? "370300" : "370200",
            metric = "pledge.amount",
            value = 1000.25m + i,
            date = "2024-06-01",
        })];
        using var first = await server.Http.PostEvents(batch);
        var position = (await first.ReadJson()).GetProperty("position").GetInt64();
        var before = await server.Http.GetStringAsync("/api/v1/rankings/pledge.amount?period=2024");

        await server.Restart();
        Assert.Equal(before, await server.Http.GetStringAsync("/api/v1/rankings/pledge.amount?period=2024"));
        using var again = await server.Http.PostEvents(batch);
        var json = await again.ReadJson();
        Assert.Equal(
            (0, 300, position),
            (json.GetProperty("accepted").GetInt32(),
                json.GetProperty("duplicates").GetInt32(),
                json.GetProperty("position").GetInt64()));
        await AssertVerified(server);
    }

    [Fact]
    public async Task The_first_key_and_administrator_are_created_and_shown_once()
    {
        await using var server = await DashboardProcess.Start(new TestServerOptions { HasKey = false });
        var file = Path.Combine(server.DataFolder, "initial-credentials.txt");
        var credentials = await File.ReadAllTextAsync(file);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var key = credentials.Split("ipm_")[1].Trim()[..48];
        server.Http.DefaultRequestHeaders.Authorization = new("ApiKey", $"ipm_{key}");
        await server.Restart();
        Assert.Equal(credentials, await File.ReadAllTextAsync(file));
        using var response = await server.Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "pledge.count", value = 1, date = "2024-01-01" });
        Assert.True(response.IsSuccessStatusCode);
        var (name, password) = (Name().Match(credentials).Value, Password().Match(credentials).Value);
        using var entered = await server.Http.PostAsJsonAsync("/api/v1/session", new { name, password });
        Assert.True(entered.IsSuccessStatusCode);
        Assert.DoesNotContain(
            key,
            await File.ReadAllTextAsync(Path.Combine(server.DataFolder, "keys.json")),
            StringComparison.OrdinalIgnoreCase);
        // A redirected console is a log: it names the file and keeps no secret.
        Assert.Single(server.Output.Split(file).Skip(1));
        Assert.DoesNotContain(key, server.Output);
        Assert.DoesNotContain(password, server.Output);
        Assert.True(server.Output.Split('\n').Length < 30, server.Output);
    }

    [GeneratedRegex("admin-[0-9a-f]{6}")]
    private static partial Regex Name();

    // 138 random bits.
    [GeneratedRegex("(?:[a-z2-9]{4}-){6}[a-z2-9]{4}")]
    private static partial Regex Password();

    private static async Task AssertVerified(DashboardProcess server)
    {
        await server.Stop();
        Assert.Empty(Silo.Sql.StoreVerifier.FindDifferences(new Silo.Sql.SqliteDatabase(server.DataFolder), out _));
        await server.Run();
    }
}
