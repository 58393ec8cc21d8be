using System.Text.Json;
using Dapper;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Audit;

/// <summary>Audit entries tell accounts from API keys, screens and the program.</summary>
public sealed class ActorKindTests
{
    [Fact]
    public async Task Each_entry_has_the_kind_of_its_actor()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        using var key = new ApiClient(server.Address, DashboardServer.Key);
        using var put = await key.Http.PutAsync(
            "/api/v1/reference/campaigns.json",
            new StringContent(await key.Http.GetStringAsync("/api/v1/reference/campaigns.json") + "\n"));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        var kinds = (await admin.Http.GetJson("/api/v1/audit")).GetProperty("rows").EnumerateArray()
            .Select(row => row.GetProperty("entry"))
            .ToDictionary(Action, entry => entry.GetProperty("kind").GetString());
        Assert.Equal("program", kinds["account.create"]);
        Assert.Equal("account", kinds["session.enter"]);
        Assert.Equal("apiKey", kinds["reference.put"]);
        var csv = (await admin.Http.GetStringAsync("/api/v1/audit.csv")).Split('\n');
        Assert.EndsWith(",kind", csv[0].TrimEnd());
        Assert.Contains(csv, line => line.TrimEnd().EndsWith(",apiKey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_of_an_earlier_version_keeps_its_hash_and_gets_the_kind_of_its_role()
    {
        await using var host = await GrainHost.Start();
        using (var connection = host.Store.Open())
        {
            var (hash, at) = ("", 1_700_000_000_000);
            foreach (var (number, role, who) in ((int, string, string)[])[
                (1, "system", "system"), (2, "machine", "key-0a1b2c3d"), (3, "first-key", "key-1"),
                (4, "screen", "0a1b2c3d"), (5, "province", "program"), (6, "", "")
            ])
            {
                var text = $$"""
                    {"who":"{{who}}","role":"{{role}}","from":"","action":"x","subject":"{{number}}"}
                    """;
                hash = Grains.Records.Digest.Compute(Grains.Audit.AuditRow.GetHashInput(
                    hash, number, DateTimeOffset.FromUnixTimeMilliseconds(at), text));
                connection.Execute(
                    "INSERT INTO audit (number, at, text, hash) VALUES (@number, @at, @text, @hash)",
                    new { number, at, text, hash });
            }
        }
        var page = await host.Grains.GetGrain<Grains.Audit.IAuditGrain>("370000").GetPage(null, 10);
        Assert.Equal(
            ["anonymous", "account", "screen", "apiKey", "apiKey", "program"],
            page.Rows.Select(row => JsonNamingPolicy.CamelCase.ConvertName($"{row.Entry.Kind}")));
        Assert.Empty(StoreVerifier.FindDifferences(host.Store, out _));
    }

    private static string Action(JsonElement entry) => entry.GetProperty("action").GetString()!;
}
