using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IpMonitor.Benchmarks;

/// <summary>
/// The baseline of live screens: an endpoint that queries the database at each request, with an index and no cache.
/// </summary>
internal static class PollingServer
{
    private const string YearFilter = "day BETWEEN '2025-01-01' AND '2025-12-31'";

    private const string RankingQuery = $"""
        SELECT city, SUM(sum)::bigint AS value, RANK() OVER (ORDER BY SUM(sum) DESC) AS rank FROM buckets
        WHERE metric = @metric AND campaign = '' AND unit = '' AND {YearFilter} GROUP BY city
        """;

    private const string ProvinceQuery = $"""
        SELECT metric, SUM(sum)::bigint AS value FROM buckets
        WHERE campaign = '' AND unit = '' AND {YearFilter} GROUP BY metric
        """;

    private const string CityQuery = $"""
        SELECT metric, SUM(sum)::bigint AS value FROM buckets
        WHERE city = @code AND campaign = '' AND unit = '' AND {YearFilter} GROUP BY metric
        """;

    private const string CampaignQuery = """
        SELECT city, metric, SUM(sum)::bigint AS value FROM buckets
        WHERE campaign = @id AND metric = @metric GROUP BY city, metric
        """;

    private const string FeedQuery =
        "SELECT source, id, city, metric, value, date FROM events ORDER BY number DESC LIMIT 50";

    /// <summary>Returns the path of the endpoint with the content of a topic.</summary>
    public static Uri PathOf(string topic) => new($"/{topic}", UriKind.Relative);

    /// <summary>Starts the endpoint's process on an existing database.</summary>
    public static async Task<ServerProcess> Start(string database)
    {
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.ExecuteAsync(
                "CREATE INDEX polled ON buckets (metric, campaign, unit, day) INCLUDE (city, sum)");
        }
        return await ServerProcess.Start("polling-server", database);
    }

    /// <summary>Runs the endpoint in this process.</summary>
    public static async Task Serve(string url, string database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        await using var source = NpgsqlDataSource.Create(database);
        app.MapGet("/", () => "");
        app.MapGet("/ranking/{metric}/{year}", (string metric) => Query(RankingQuery, new { metric }));
        app.MapGet("/province/{year}", () => Query(ProvinceQuery));
        app.MapGet("/city/{code}/{year}", (string code) => Query(CityQuery, new { code }));
        app.MapGet("/campaign/{id}", (string id) => Query(CampaignQuery, new { id, metric = ScreenFleet.Metric }));
        app.MapGet("/feed", () => Query(FeedQuery));
        await app.RunAsync();

        async Task<IResult> Query(string sql, object? parameters = null)
        {
            await using var connection = await source.OpenConnectionAsync();
            return Results.Ok(await connection.QueryAsync(sql, parameters));
        }
    }
}
