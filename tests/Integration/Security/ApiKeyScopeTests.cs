using System.Net.Http.Json;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Scopes of API keys: reporting and reading, limited to cities and to prefixes of topics.</summary>
public sealed class ApiKeyScopeTests(AccountServerFixture fixture) : AccountServerTestBase(fixture)
{
    private static readonly string[] Topics =
        ["ranking/pledge.count/2025", "ranking/pledge.amount/2025", "province/2025", "feed", "city/370300/2025",
            "city/370100/2025", "campaign/publicity-week-2025"];

    private static readonly string[] Addresses =
    [
        "/rankings/pledge.count?period=2025", "/rankings/pledge.amount?period=2025",
        "/rankings/pledge.count/trend?period=2025", "/rankings/pledge.count/history?period=2025&step=month",
        "/province?period=2025", "/events", "/events.csv", "/events?city=370300", "/events.xlsx?city=370300",
        "/events?city=370100", "/cities/370300?period=2025", "/cities/370300/corrections", "/cities/370300/reporting",
        "/cities/370100?period=2025", "/units/370304?period=2025", "/units/370102?period=2025",
        "/figures/pledge.count?period=2025", "/figures/pledge.count?period=2025&city=370300",
        "/cities/370300/targets/pledge.count?period=2025", "/events/history?source=s&id=z",
        "/events/history?source=s&id=j", "/campaigns/publicity-week-2025", "/reporting?period=2025-01", "/reference",
        "/reference/targets.csv", "/charts/ranking.svg?metric=pledge.count&period=2025",
        "/charts/heatmap.svg?metric=pledge.amount&period=2025", "/charts/pace.svg?city=370300&metric=pledge.count",
        "/charts/city.svg?city=370100&period=2025", "/charts/campaign.svg?campaign=publicity-week-2025", "/metrics",
        "/cities", "/campaigns", "/about",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        using var key = await Admin.CreateApiKeyClient(["s"], []);
        using var reported = await key.Http.PostEvents(
            new { id = "z", source = "s", city = "370300", metric = "pledge.count", value = 1, date = "2025-01-02" },
            new { id = "j", source = "s", city = "370100", metric = "pledge.count", value = 1, date = "2025-01-02" });
        Assert.Equal(0, (await reported.ReadJson()).GetProperty("rejected").GetArrayLength());
    }

    [Fact]
    public async Task A_key_without_limits_reads_every_figure_and_topic_and_reports_nothing()
    {
        var secret = await Admin.CreateReadingKey();
        Assert.Equal([.. Topics, .. Addresses], await FindReach(secret));
        using var client = new ApiClient(Server.Address, secret);
        var session = await client.GetSession();
        Assert.Equal(Roles.Reader, session.GetProperty("role").GetString());
        var (status, code, detail) = await Report(client);
        Assert.Equal((403, "not_allowed"), (status, code));
        Assert.Contains("report", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_for_a_city_reads_that_city_only()
    {
        string[] lists = ["/metrics", "/cities", "/campaigns", "/about"];
        Assert.Equal(
            [
                "city/370300/2025", "/events?city=370300", "/events.xlsx?city=370300", "/cities/370300?period=2025",
                "/cities/370300/corrections", "/cities/370300/reporting", "/units/370304?period=2025",
                "/figures/pledge.count?period=2025&city=370300", "/cities/370300/targets/pledge.count?period=2025",
                "/events/history?source=s&id=z", "/charts/pace.svg?city=370300&metric=pledge.count", .. lists,
            ],
            await FindReach(await Admin.CreateReadingKey(["370300"])));
    }

    [Fact]
    public async Task A_key_for_prefixes_of_topics_reads_those_and_their_REST_addresses_only()
    {
        string[] lists = ["/metrics", "/cities", "/campaigns", "/about"];
        Assert.Equal(
            [
                "ranking/pledge.count/2025", "feed", "/rankings/pledge.count?period=2025",
                "/rankings/pledge.count/trend?period=2025", "/rankings/pledge.count/history?period=2025&step=month",
                "/events", "/events.csv", "/events?city=370300", "/events.xlsx?city=370300", "/events?city=370100",
                "/events/history?source=s&id=z", "/events/history?source=s&id=j",
                "/charts/ranking.svg?metric=pledge.count&period=2025", .. lists,
            ],
            await FindReach(await Admin.CreateReadingKey(null, "ranking/pledge.count/", "feed")));
    }

    [Fact]
    public async Task A_refused_topic_names_the_key_and_its_reach()
    {
        await using var reader = await MonitorConnection.Connect(
            Server, await Admin.CreateReadingKey(["370300"], "city/"));
        var refusal = await reader.SubscribeExpectingError("ranking/pledge.count/2025");
        Assert.Matches("HubException: not_allowed: .*key-.*370300.*city/", refusal);

        using var reporter = await Admin.CreateApiKeyClient(["s"], []);
        await using var connection = await MonitorConnection.Connect(Server, reporter);
        Assert.Matches(
            "HubException: not_allowed: .*key-.*read",
            await connection.SubscribeExpectingError("ranking/pledge.count/2025"));
    }

    [Theory]
    [InlineData(null, "sign_in_needed")]
    [InlineData("ipm_wrong", "key_wrong")]
    public async Task A_connection_without_a_valid_key_is_refused_with_the_reason(string? key, string code)
    {
        using var client = new ApiClient(Server.Address, key);
        using var response = await client.Http.PostAsync("/hubs/monitor/negotiate?negotiateVersion=1", null);
        Assert.Equal((401, code), await response.ReadProblem());
    }

    [Fact]
    public async Task A_key_may_report_and_read()
    {
        using var response = await Admin.Http.PostAsJsonAsync("/api/v1/keys", new
        {
            name = "两用",
            sources = (string[])["s"],
            cities = (string[])["370300"],
            scopes = (string[])["report", "read"],
        });
        using var client = new ApiClient(
            Server.Address, (await response.ReadJson()).GetProperty("secret").GetString());
        Assert.Equal(200, (await Report(client)).Status);
        using var read = await client.Http.GetAsync("/api/v1/cities/370300?period=2025");
        Assert.Equal(200, (int)read.StatusCode);
    }

    private async Task<List<string>> FindReach(string secret)
    {
        using var client = new ApiClient(Server.Address, secret);
        await using var connection = await MonitorConnection.Connect(Server, client);
        var reach = new List<string>();
        foreach (var topic in Topics)
        {
            try
            {
                await connection.Subscribe(topic);
                reach.Add(topic);
            }
            catch (HubException refusal)
            {
                Assert.Contains("not_allowed: ", refusal.Message, StringComparison.Ordinal);
            }
        }
        foreach (var address in Addresses)
        {
            using var response = await client.Http.GetAsync($"/api/v1{address}");
            if (response.IsSuccessStatusCode) reach.Add(address);
            else Assert.Equal((address, (403, "not_allowed")), (address, await response.ReadProblem()));
        }
        return reach;
    }

    private static async Task<(int Status, string? Code, string? Detail)> Report(ApiClient client)
    {
        using var response = await client.Http.PostEvents(
            new { id = "r", source = "s", city = "370300", metric = "pledge.count", value = 1, date = "2025-01-03" });
        var json = await response.ReadJson();
        return ((int)response.StatusCode, Find("code"), Find("detail"));

        string? Find(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
