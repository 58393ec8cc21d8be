using System.Net;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Reference documents over HTTP, and their effect on figures.</summary>
public sealed class ReferenceRoutesTests : RouteTestBase
{
    [Fact]
    public async Task A_reference_document_is_validated_versioned_and_readable_as_of_any_position()
    {
        await Report(("370300", "1", 10));
        const string targets =
            "city,metric,period,goal,value,against,base,curve,note\n370300,pledge.count,2024,reach,40,,,,\n";
        var position = (await (await Put("targets.csv", targets)).ReadJson()).GetProperty("position").GetInt64();
        var target = (await Http.GetJson("/api/v1/cities/370300?period=2024"))
            .GetProperty("metrics")
            .EnumerateArray()
            .Single(row => row.GetProperty("metric").GetString() == "pledge.count")
            .GetProperty("target");
        Assert.Equal(
            (40, 25, "red"),
            (GetNumber(target, "value"), GetNumber(target, "done"), target.GetProperty("light").GetString()));
        Assert.Equal(targets, await Http.GetStringAsync("/api/v1/reference/targets.csv"));
        Assert.NotEqual(targets, await Http.GetStringAsync($"/api/v1/reference/targets.csv?asOf={position - 1}"));
        Assert.Equal(2, (await Http.GetJson("/api/v1/reference/targets.csv/versions")).GetArrayLength());
        Assert.Equal(
            position, (await (await Put("targets.csv", targets)).ReadJson()).GetProperty("position").GetInt64());

        using var refused = await Put("targets.csv", targets.Replace("40", "many", StringComparison.Ordinal));
        var problem = await refused.ReadJson();
        Assert.Equal(
            (422, "number_invalid", 2, "value"),
            ((int)refused.StatusCode,
                problem.GetProperty("code").GetString(),
                problem.GetProperty("row").GetInt32(),
                problem.GetProperty("field").GetString()));
        Assert.Equal((404, "document_unknown"), await (await Put("none.csv", "")).ReadProblem());
        using var anonymous = new HttpClient { BaseAddress = Server.Address };
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await anonymous.PutAsync(
                new Uri("/api/v1/reference/targets.csv", UriKind.Relative), new StringContent(targets))).StatusCode);
    }

    [Fact]
    public async Task Only_the_authoritative_source_counts_and_other_sources_are_shown_beside_it()
    {
        await Report(("370300", "1", 10));
        using (var other = await Http.PostEvents(
            new
            {
                id = "1",
                source = "province",
                city = "370300",
                metric = "pledge.count",
                value = 11,
                date = "2024-06-01",
            }))
            other.EnsureSuccessStatusCode();
        Assert.Equal(21, await Value("370300"));
        var before = (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024"))
            .GetProperty("position").GetInt64();
        var metrics = await Http.GetStringAsync("/api/v1/reference/metrics.csv");
        (await Put(
            "metrics.csv",
            metrics.Replace(
                "financing,sum,笔,higher,,,,",
                "financing,sum,笔,higher,,,,province",
                StringComparison.Ordinal))).EnsureSuccessStatusCode();
        Assert.Equal(11, await Value("370300"));
        var rows = (await Http.GetJson("/api/v1/events?city=370300&metric=pledge.count&period=2024"))
            .GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(
            "beside",
            Assert.Single(rows, row => row.GetProperty("source").GetString() == "t").GetProperty("state").GetString());
        Assert.Equal(
            11,
            rows.Where(row => row.TryGetProperty("share", out _)).Sum(row => row.GetProperty("share").GetDecimal()));
        await Report(("370300", "2", 100));
        Assert.Equal(11, await Value("370300"));
        Assert.Equal(21, await Value("370300", $"&asOf={before}"));
        (await Put("metrics.csv", metrics)).EnsureSuccessStatusCode();
        Assert.Equal(121, await Value("370300"));
    }
}
