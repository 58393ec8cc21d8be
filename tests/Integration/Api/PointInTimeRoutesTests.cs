using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Point-in-time queries, ranking history, rank-change explanations and reference data over HTTP.</summary>
public sealed class PointInTimeRoutesTests : IAsyncLifetime
{
    private DashboardServer _server = null!;

    private HttpClient Http => _server.Http;

    public async ValueTask InitializeAsync() => _server = await DashboardHost.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_response_is_reproduced_as_of_its_position()
    {
        string[] paths =
        [
            "rankings/pledge.count?period=2024", "rankings/score.overall?period=2024&baseline=lastYear",
            "rankings/pledge.count/trend?period=2024", "cities/370300?period=2024",
            "cities/370300/units?metric=pledge.count&period=2024",
            "cities/370300/course?metric=pledge.count&period=2024", "cities/370300/reporting?period=2024",
            "province?period=2024",
            "campaigns/publicity-week-2024",
        ];
        var responses = new List<(string Path, long Position, string Text)>();
        for (var i = 1; i <= 4; i++)
        {
            await Report(("370300", $"z{i}", 10 * i), ("370100", $"j{i}", 15));
            foreach (var path in paths)
            {
                var text = await Http.GetStringAsync($"/api/v1/{path}");
                responses.Add((path, JsonDocument.Parse(text).RootElement.GetProperty("position").GetInt64(), text));
            }
            if (i == 2) await Put("population.csv", "city,year,population\n370300,2023,1000\n370100,2023,1000\n");
        }
        await _server.Restart();
        foreach (var (path, position, text) in responses)
            Assert.Equal(
                text,
                await Http.GetStringAsync(
                    $"/api/v1/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}asOf={position}"));
        Assert.All(
            paths,
            path => Assert.Equal(
                4,
                responses.Where(response => response.Path == path)
                    .Select(response => response.Text)
                    .Distinct()
                    .Count()));
    }

    [Fact]
    public async Task AsOf_accepts_a_position_a_date_or_a_time_and_rejects_other_values()
    {
        await Report(("370300", "1", 5));
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(
            1,
            (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024&asOf=1"))
                .GetProperty("rows").GetArrayLength());
        Assert.Equal(
            0,
            (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024&asOf=0"))
                .GetProperty("rows").GetArrayLength());
        Assert.Equal(
            0,
            (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024&asOf=2024-12-31"))
                .GetProperty("rows").GetArrayLength());
        var later = Uri.EscapeDataString(
            now.AddMinutes(1).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        Assert.Equal(
            1,
            (await Http.GetJson($"/api/v1/rankings/pledge.count?period=2024&asOf={later}"))
                .GetProperty("rows").GetArrayLength());
        Assert.Equal(
            (400, "as_of_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count?asOf=yesterday")).ReadProblem());
        Assert.Equal(
            (400, "as_of_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count?asOf=12:00:00%20AM")).ReadProblem());
        Assert.Equal(
            (404, "as_of_unknown"), await (await Http.GetAsync("/api/v1/rankings/pledge.count?asOf=99")).ReadProblem());
    }

    [Fact]
    public async Task A_ranking_has_a_history_and_explained_changes()
    {
        await Report(("370300", "1", 10), ("370700", "2", 15), ("371300", "3", 12));
        var before = (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024"))
            .GetProperty("position").GetInt64();
        await Report(("370300", "4", 7));
        using (var corrected = await Http.PostEvents(
            new
            {
                id = "5",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = 9,
                date = "2024-05-01",
                op = "replace",
                target = new { source = "t", id = "1" },
            }))
            corrected.EnsureSuccessStatusCode();
        var explained = (await Http.GetJson(
            $"/api/v1/rankings/pledge.count/explanations?period=2024&baseline={before}")).GetProperty("cities")[0];
        Assert.Equal("370300", explained.GetProperty("city").GetString());
        Assert.Equal(
            (1, 3, 2),
            (explained.GetProperty("rank").GetInt32(),
                explained.GetProperty("previousRank").GetInt32(),
                explained.GetProperty("change").GetInt32()));
        Assert.Equal(
            "上升 2 位：自身 +6 笔，超过潍坊市、临沂市；其中更正 −1 笔", explained.GetProperty("sentence").GetProperty("zh").GetString());
        Assert.Equal(
            "Up 2 places: own +6, passed Weifang, Linyi; of which corrections −1",
            explained.GetProperty("sentence").GetProperty("en").GetString());
        var parts = explained.GetProperty("parts");
        Assert.Equal(
            (6, 0, -1, 7),
            (Whole(parts, "value"), Whole(parts, "denominator"), Whole(parts, "corrections"), Whole(parts, "events")));

        var today = (await Http.GetJson("/api/v1/about")).GetProperty("today").GetString()!;
        var history = await Http.GetJson($"/api/v1/rankings/pledge.count/history?period=2024&step=month");
        Assert.Equal(12, history.GetProperty("points").GetArrayLength());
        Assert.Equal(0, history.GetProperty("cities").GetArrayLength()); // no event of 2024 was known in 2024
        var thisYear = await Http.GetJson($"/api/v1/rankings/trademark.valid/history?period={today[..4]}");
        Assert.Equal(today, thisYear.GetProperty("points").EnumerateArray().Last().GetProperty("day").GetString());
        using var level = await Http.PostEvents(
            new
            {
                id = "l",
                source = "t",
                city = "370300",
                metric = "trademark.valid",
                value = 5,
                date = "2024-01-01",
            });
        thisYear = await Http.GetJson($"/api/v1/rankings/trademark.valid/history?period={today[..4]}");
        Assert.Equal(
            (JsonValueKind.Null, 1),
            (thisYear.GetProperty("cities")[0].GetProperty("ranks")[0].ValueKind,
                thisYear.GetProperty("cities")[0].GetProperty("ranks").EnumerateArray().Last().GetInt32()));
        Assert.Equal(
            (400, "step_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count/history?period=2024&step=hour")).ReadProblem());
        Assert.Equal(
            (400, "baseline_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count/explanations?baseline=soon")).ReadProblem());
    }

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
            (40, 25, "red"), (Whole(target, "value"), Whole(target, "done"), target.GetProperty("light").GetString()));
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
        using var anonymous = new HttpClient { BaseAddress = _server.Address };
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

    [Fact]
    public async Task A_final_year_accepts_only_corrections_until_it_is_reopened()
    {
        await Report(("370300", "1", 10));
        using (var final = await Http.PostEvents(
            new
            {
                id = "f",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                date = "2024-12-31",
                op = "final",
            }))
            final.EnsureSuccessStatusCode();
        Assert.True((await Figure()).GetProperty("final").GetBoolean());
        using var late = await Http.PostEvents(
            new { id = "2", source = "t", city = "370300", metric = "pledge.count", value = 5, date = "2024-02-01" });
        Assert.Equal("year_final", (await late.ReadJson()).GetProperty("rejected")[0].GetProperty("code").GetString());
        using (var same = await Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "pledge.count", value = 10, date = "2024-05-01" }))
            Assert.Equal(1, (await same.ReadJson()).GetProperty("duplicates").GetInt32());
        using (var corrected = await Http.PostEvents(
            new
            {
                id = "3",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = 12,
                date = "2024-05-01",
                op = "replace",
                target = "1",
            }))
            corrected.EnsureSuccessStatusCode();
        // The replaced event and its replacement both count as corrections of the figure.
        Assert.Equal((12, 2), (Whole(await Figure(), "value"), Whole(await Figure(), "corrected")));
        using (var opened = await Http.PostEvents(
            new
            {
                id = "o",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                date = "2024-12-31",
                op = "withdraw",
                target = "f",
            }))
            opened.EnsureSuccessStatusCode();
        Assert.False((await Figure()).TryGetProperty("final", out _));
        await Report(("370300", "2", 5));
        Assert.Equal(17, await Value("370300"));
        using var early = await Http.PostEvents(
            new
            {
                id = "g",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                date = "2024-06-30",
                op = "final",
            });
        Assert.Equal("final_date", (await early.ReadJson()).GetProperty("rejected")[0].GetProperty("code").GetString());

        async Task<JsonElement> Figure() =>
            (await Http.GetJson("/api/v1/cities/370300?period=2024"))
                .GetProperty("metrics")
                .EnumerateArray()
                .Single(row => row.GetProperty("metric").GetString() == "pledge.count");
    }

    [Fact]
    public async Task An_export_contains_every_row_and_escapes_formulas()
    {
        object[] rows = [
            .. Enumerable.Range(0, 6_000).Select(
                i => (object)new
                {
                    id = $"{i}",
                    source = "t",
                    city = "370300",
                    metric = "pledge.count",
                    value = 1,
                    date = "2024-05-01",
                    note = i == 0 ? "=1+1" : i == 1 ? "甲,“乙”\"丙\"" : null,
                })
        ];
        using (var posted = await Http.PostAsync(
            new Uri("/api/v1/events?batch=年报.csv", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(rows)))
            posted.EnsureSuccessStatusCode();
        foreach (var filter in (string[])["city=370300&metric=pledge.count&period=2024", "batch=年报.csv"])
        {
            var bytes = await Http.GetByteArrayAsync(new Uri($"/api/v1/events.csv?{filter}", UriKind.Relative));
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
            var lines = Encoding.UTF8.GetString(bytes[3..]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(6_001, lines.Length);
            Assert.Single(lines, line => line.Contains("\"甲,“乙”\"\"丙\"\"\"", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.Contains(",=1+1", StringComparison.Ordinal));
            Assert.All(lines[1..], line => Assert.Contains("年报.csv", line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_minimum_and_maximum_dates_are_accepted_as_AsOf()
    {
        await Report(("370300", "1", 5));
        (await Put(
            "targets.csv",
            "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2024,reach,40,,,earlier-years,\n"))
                .EnsureSuccessStatusCode();
        foreach (var asOf in (string[])["0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
        {
            foreach (var path in (string[])[
                "rankings/pledge.count", "cities/370300", "rankings/pledge.count/explanations", "figures/pledge.count",
                "cities/370300/targets/pledge.count", "events", "metrics"
            ])
                Assert.Equal(
                    HttpStatusCode.OK, (await Http.GetAsync($"/api/v1/{path}?period=2024&asOf={asOf}")).StatusCode);
            Assert.NotEqual(
                HttpStatusCode.InternalServerError,
                (await Http.GetAsync(
                    $"/api/v1/rankings/pledge.count/explanations?period=2024&baseline={asOf}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_time_without_an_offset_is_read_as_China_time()
    {
        await Report(("370300", "1", 5));
        var inChina = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8))
            .AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        Assert.Equal(
            0,
            (await Http.GetJson($"/api/v1/rankings/pledge.count?period=2024&asOf={inChina}"))
                .GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task An_unknown_AsOf_position_is_refused()
    {
        foreach (var path in (string[])[
            "events?", "events.csv?", "metrics?", "campaigns?", "reference/targets.csv?",
            "figures/case.trademark.days/spread?city=370300&", "rankings/pledge.count/explanations?"
        ])
            Assert.Equal(
                (path, (404, "as_of_unknown")),
                (path, await (await Http.GetAsync($"/api/v1/{path}asOf=99999999")).ReadProblem()));
    }

    [Fact]
    public async Task A_unit_figure_is_the_sum_of_its_events_even_if_whole_city_events_count()
    {
        var unit = (await Http.GetJson("/api/v1/units"))
            .EnumerateArray()
            .First(one => one.GetProperty("city").GetString() == "370300")
            .GetProperty("code")
            .GetString();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "1",
                source = "t",
                city = "370300",
                unit,
                metric = "pledge.count",
                value = 30,
                date = "2024-05-01",
            },
            new
            {
                id = "2",
                source = "t",
                city = "370300",
                unit,
                metric = "pledge.count",
                value = 12,
                date = "2024-05-02",
            }))
            posted.EnsureSuccessStatusCode();
        await Report(("370300", "3", 20));
        var figure = (await Http.GetJson($"/api/v1/units/{unit}?period=2024"))
            .GetProperty("metrics")
            .EnumerateArray()
            .Single(row => row.GetProperty("metric").GetString() == "pledge.count");
        var rows = (await Http.GetJson($"/api/v1/events?city=370300&unit={unit}&metric=pledge.count&period=2024"))
            .GetProperty("events");
        Assert.Equal(Whole(figure, "value"), rows.EnumerateArray().Sum(row => row.GetProperty("share").GetDecimal()));
    }

    [Fact]
    public async Task Counted_units_of_a_campaign_depend_on_the_years_of_its_events()
    {
        var unit = (await Http.GetJson("/api/v1/units"))
            .EnumerateArray()
            .First(one => one.GetProperty("city").GetString() == "370300")
            .GetProperty("code")
            .GetString();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "1",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = 30,
                date = "2024-04-21",
                campaign = "publicity-week-2024",
            },
            new
            {
                id = "2",
                source = "t",
                city = "370300",
                unit,
                metric = "pledge.count",
                value = 12,
                date = "2025-05-02",
            }))
            posted.EnsureSuccessStatusCode();
        foreach (var (period, counted) in new[]
        {
            ("publicity-week-2024", 1),
            ("2024", 1),
            ("2025", 1),
            ("2024-01-01..2025-12-31", 2),
        })
            Assert.Equal(
                counted,
                (await Http.GetJson($"/api/v1/cities/370300/units?metric=pledge.count&period={period}"))
                    .GetProperty("units")
                    .EnumerateArray()
                    .Count(row => row.GetProperty("counted").GetBoolean()));
    }

    [Fact]
    public async Task Rank_changes_of_a_ratio_are_explained_after_its_inputs_change()
    {
        using (var posted = await Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "court.closed", value = 8, date = "2024-05-01" },
            new
            {
                id = "2",
                source = "t",
                city = "370300",
                metric = "court.accepted",
                value = 10,
                date = "2024-05-01",
            }))
            posted.EnsureSuccessStatusCode();
        var before = (await Http.GetJson("/api/v1/rankings/court.closed.rate?period=2024"))
            .GetProperty("position").GetInt64();
        var metrics = (await Http.GetStringAsync("/api/v1/reference/metrics.csv")).TrimEnd();
        var rate = metrics.Split('\n').Single(line => line.StartsWith("court.closed.rate,", StringComparison.Ordinal));
        var added = "court.closed.other,x,x,enforcement,sum,件,higher,,,,";
        (await Put(
            "metrics.csv",
            metrics.Replace(
                rate,
                rate.Replace(",court.closed,", ",court.closed.other,", StringComparison.Ordinal),
                StringComparison.Ordinal) + "\n" + added + "\n")).EnsureSuccessStatusCode();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "3",
                source = "t",
                city = "370300",
                metric = "court.closed.other",
                value = 9,
                date = "2024-05-01",
            }))
            posted.EnsureSuccessStatusCode();
        var parts = (await Http.GetJson(
            $"/api/v1/rankings/court.closed.rate/explanations?period=2024&baseline={before}"))
                .GetProperty("cities")[0]
                .GetProperty("parts");
        Assert.Equal((10, 0), (Whole(parts, "value"), Whole(parts, "corrections")));
    }

    private async Task<decimal> Value(string city, string more = "") =>
        (await Http.GetJson($"/api/v1/rankings/pledge.count?period=2024{more}"))
            .GetProperty("rows")
            .EnumerateArray()
            .Single(row => row.GetProperty("city").GetString() == city)
            .GetProperty("value")
            .GetDecimal();

    private async Task Report(params (string City, string Id, int Value)[] rows)
    {
        using var response = await Http.PostEvents([
            .. rows.Select(
                row => (object)new
                {
                    id = row.Id,
                    source = "t",
                    city = row.City,
                    metric = "pledge.count",
                    value = row.Value,
                    date = "2024-05-01",
                })
        ]);
        response.EnsureSuccessStatusCode();
    }

    private Task<HttpResponseMessage> Put(string document, string text) =>
        Http.PutAsync($"/api/v1/reference/{document}", new StringContent(text, Encoding.UTF8, "text/plain"));

    private static decimal Whole(JsonElement element, string name) => element.GetProperty(name).GetDecimal();
}
