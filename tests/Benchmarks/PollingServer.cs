using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IpMonitor.Benchmarks;

/// <summary>What people do today: an endpoint that asks the database each time a screen asks it, well indexed and kept for nobody.</summary>
internal static class PollingServer
{
    private const string YearFilter = "day BETWEEN '2025-01-01' AND '2025-12-31'";

    /// <summary>The REST path that shows what a topic does.</summary>
    public static Uri PathOf(string topic) => new($"/{topic}", UriKind.Relative);

    /// <summary>Starts one on a store that is there already.</summary>
    public static async Task<ServerProcess> Start(string database)
    {
        await using (var connection = new NpgsqlConnection(database))
            await connection.ExecuteAsync("CREATE INDEX polled ON buckets (metric, campaign, unit, day) INCLUDE (city, sum)");
        return await ServerProcess.Start("polling-server", database);
    }

    /// <summary>The process itself.</summary>
    public static async Task Serve(string url, string database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        await using var source = NpgsqlDataSource.Create(database);
        app.MapGet("/", () => "");
        app.MapGet("/ranking/{metric}/{year}", (string metric) => Rows(
            $"SELECT city, SUM(sum)::bigint AS value, RANK() OVER (ORDER BY SUM(sum) DESC) AS rank FROM buckets WHERE metric = @metric AND campaign = '' AND unit = '' AND {YearFilter} GROUP BY city", new { metric }));
        app.MapGet("/province/{year}", () => Rows(
            $"SELECT metric, SUM(sum)::bigint AS value FROM buckets WHERE campaign = '' AND unit = '' AND {YearFilter} GROUP BY metric"));
        app.MapGet("/city/{code}/{year}", (string code) => Rows(
            $"SELECT metric, SUM(sum)::bigint AS value FROM buckets WHERE city = @code AND campaign = '' AND unit = '' AND {YearFilter} GROUP BY metric", new { code }));
        app.MapGet("/campaign/{id}", (string id) => Rows(
            "SELECT city, metric, SUM(sum)::bigint AS value FROM buckets WHERE campaign = @id AND metric = @metric GROUP BY city, metric", new { id, metric = ScreenFleet.Metric }));
        app.MapGet("/feed", () => Rows("SELECT source, id, city, metric, value, date FROM events ORDER BY number DESC LIMIT 50"));
        await app.RunAsync();

        async Task<IResult> Rows(string sql, object? values = null)
        {
            await using var connection = await source.OpenConnectionAsync();
            return Results.Ok(await connection.QueryAsync(sql, values));
        }
    }
}
