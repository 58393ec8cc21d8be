using System.Globalization;
using System.Text.Json;
using CsvHelper;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>
/// Figures, growth, changes and ranks of published bulletins (<c>bulletins.csv</c>): each that follows from other
/// published figures comes out to the published digits.
/// </summary>
/// <remarks>
/// Growth without a published base (S05, S13, S14, S16–S18) and ranks among places that are not listed (S12, S14, S16,
/// S18) do not follow from anything. Metrics that the catalogue does not have count only as parts of a total.
/// </remarks>
public sealed class PublishedBulletinTests : RouteTestBase
{
    private const string Valid = "patent.invention.valid";
    private const string PerTenThousand = "patent.invention.per10k";
    private const string Granted = "patent.granted";
    private static readonly IReadOnlyList<Published> Bulletins = Read();

    private readonly List<object> _events = [];

    private sealed record Published(
        string Source, string Place, string Level, string Period, string Scope, string Metric, string Name,
        string Value, string Growth, string Change, string Rank, string RankOf, string People);

    [Fact]
    public async Task Densities_and_ranks_of_14_cities_follow_from_patents_and_population()
    {
        var table = Of("S06").Where(row => row.Level == "city").GroupBy(row => row.Place).ToList();
        var levels = table.ToDictionary(city => city.Key, city => city.Single(row => row.Metric == Valid));
        await UsePlaces([.. levels.Values.Select(row => (row.Place, Ten(row.People)))]);
        foreach (var row in levels.Values) Report(row.Place, Valid, "2025-07-31", row.Value);
        await Post();
        var ranking = await Http.GetJson($"/api/v1/rankings/{PerTenThousand}?period=2025-07");
        foreach (var density in table.Select(city => city.Single(row => row.Metric == PerTenThousand)))
        {
            var row = Row(ranking, density.Place);
            AssertDigits(density.Value, row.GetProperty("value"));
            Assert.Equal(density.Rank, row.GetProperty("rank").GetRawText());
            Assert.Equal(density.RankOf, $"{ranking.GetProperty("rows").GetArrayLength()}");
        }

        // The province's total has 9 patents that belong to no city (其他).
        await UsePlaces([.. levels.Values.Select(row => (row.Place, Ten(row.People))), ("其他", 1)]);
        Report("其他", Valid, "2025-07-31", "9");
        await Post();
        var province = await Http.GetJson("/api/v1/province?period=2025-07");
        foreach (var row in Of("S06").Where(row => row.Level == "province"))
            AssertDigits(row.Value, Figure(province, row.Metric).GetProperty("value"));
    }

    [Fact]
    public async Task Month_and_year_to_date_stand_side_by_side_and_add_up_to_the_province()
    {
        var places = Of("S09").Where(row => row.Place != "湖南省").GroupBy(row => row.Place).ToList();
        await UsePlaces([.. places.Select(place => (place.Key, 1L))]);
        foreach (var place in places)
        {
            var (month, year) = (Sum(place, "month"), Sum(place, "ytd"));
            // Inventions, utility models and designs are the parts of the month's total.
            foreach (var part in place.Where(row => row.Scope == "month" && row.Metric != Granted))
                Report(place.Key, Granted, "2023-08-31", part.Value);
            Report(place.Key, Granted, "2023-07-31", $"{year - month}");
        }
        await Post();
        var ranking = await Http.GetJson($"/api/v1/rankings/{Granted}?period=2023-08");
        foreach (var place in places)
        {
            AssertDigits($"{Sum(place, "month")}", Row(ranking, place.Key).GetProperty("value"));
            AssertDigits($"{Sum(place, "ytd")}", Row(ranking, place.Key).GetProperty("ytd"));
        }
        var province = Of("S09").Where(row => row.Place == "湖南省" && row.Metric == Granted).ToList();
        foreach (var (scope, period) in ((string, string)[])[("month", "2023-08"), ("ytd", "2023-ytd@08-31")])
            AssertDigits(
                province.Single(row => row.Scope == scope).Value,
                Figure(await Http.GetJson($"/api/v1/province?period={period}"), Granted).GetProperty("value"));
        // The published table is ordered by the month or by the year to date: ?order= names the column.
        var byYear = await Http.GetJson($"/api/v1/rankings/{Granted}?period=2023-08&order=ytd");
        Assert.Equal("ytd", byYear.GetProperty("order").GetString());
        Assert.Equal(
            places.OrderByDescending(place => Sum(place, "ytd")).Select(place => place.Key),
            byYear.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()));

        static long Sum(IEnumerable<Published> place, string scope) =>
            long.Parse(place.Single(row => row.Scope == scope && row.Metric == Granted).Value, null);
    }

    [Theory]
    [InlineData("patent.applied")]
    [InlineData("patent.granted")]
    public async Task Growth_of_counties_and_their_city_follows_from_this_and_last_year(string metric)
    {
        var rows = Of("S10").Where(row => row.Metric == metric).ToList();
        var counties = rows.Where(row => row.Level == "county").ToList();
        await UsePlaces([("常德市", 1)], [.. counties.Select(row => row.Place)]);
        foreach (var row in counties)
        {
            Report("常德市", metric, "2017-10-31", row.Value, row.Place);
            Report("常德市", metric, "2016-10-31", $"{Number(row.Value) - Number(row.Change)}", row.Place);
        }
        await Post();
        var units = await Http.GetJson($"/api/v1/cities/{Code("常德市")}/units?metric={metric}&period=2017-ytd@10-31");
        foreach (var row in counties)
            AssertGrowth(row, units.GetProperty("units").EnumerateArray()
                .Single(unit => unit.GetProperty("name").GetString() == row.Place).GetProperty("figure"));
        AssertGrowth(rows.Single(row => row.Level == "city"), units.GetProperty("figure"));

        static void AssertGrowth(Published row, JsonElement figure)
        {
            AssertDigits(row.Value, figure.GetProperty("value"));
            AssertDigits(row.Growth, figure.GetProperty("yoy").GetProperty("percent"));
            AssertDigits(row.Change, figure.GetProperty("yoy").GetProperty("change"));
        }
    }

    [Fact]
    public async Task Levels_are_compared_with_the_end_of_last_year()
    {
        var rows = Of("S01").Where(row => row.Scope == "level").ToDictionary(row => row.Metric);
        var valid = rows[Valid];
        // One population for both days, as the equal growth of count and density shows: 42,673 / 55.18.
        await UsePlaces([("南通市", 7_733_418)], populationYear: 2022);
        Report("南通市", Valid, "2023-10-31", valid.Value);
        Report("南通市", Valid, "2022-12-31", $"{Number(valid.Value) - Number(valid.Change)}");
        await Post();
        var city = await Http.GetJson($"/api/v1/cities/{Code("南通市")}?period=2023-10");
        foreach (var row in rows.Values)
        {
            AssertDigits(row.Value, Figure(city, row.Metric).GetProperty("value"));
            AssertDigits(row.Growth, Figure(city, row.Metric).GetProperty("yearEnd").GetProperty("percent"));
        }
        AssertDigits(valid.Change, Figure(city, Valid).GetProperty("yearEnd").GetProperty("change"));
        var byGrowth = await Http.GetJson($"/api/v1/rankings/{Valid}?period=2023-10&order=yearEnd");
        Assert.Equal("南通市", byGrowth.GetProperty("rows")[0].GetProperty("name").GetString());
    }

    // The counts of the year before follow from the growth: 4,843 / 1.2138 and 1,940 / 1.2882 are whole numbers.
    [Theory]
    [InlineData("patent.invention", "3990")]
    [InlineData("patent.highvalue", "1506")]
    public async Task Changes_of_densities_follow_from_counts_and_population(string patents, string lastYear)
    {
        var rows = Of("S15").ToDictionary(row => row.Name);
        var (count, density) = (
            rows.Values.Single(row => row.Metric == $"{patents}.valid"),
            rows.Values.Single(row => row.Metric == $"{patents}.per10k"));
        // 12.32 per 10,000 needs 3,931,000 people in 2023; the year before has those of the census.
        await Append("population.csv", ["371600,2023,3931000"]);
        Report("滨州市", count.Metric, "2023-12-31", count.Value);
        Report("滨州市", count.Metric, "2022-12-31", lastYear);
        await Post();
        var city = await Http.GetJson("/api/v1/cities/371600?period=2023");
        AssertDigits(count.Growth, Figure(city, count.Metric).GetProperty("yoy").GetProperty("percent"));
        AssertDigits(density.Value, Figure(city, density.Metric).GetProperty("value"));
        AssertDigits(density.Change, Figure(city, density.Metric).GetProperty("yoy").GetProperty("change"));
    }

    public static TheoryData<string, string, string, string, string> Totals => new()
    {
        { "S04", "威海市", Granted, "发明专利授权量,实用新型专利授权量,外观设计专利授权量", "" },
        { "S04", "威海市", "", "职务发明专利授权量,职务实用新型专利授权量,职务外观设计专利授权量", "职务专利授权量" },
        { "S05", "临沂市", Granted, "发明专利授权量,实用新型专利授权量,外观设计专利授权量", "" },
        { "S11", "江苏省", Granted, "发明专利授权量,实用新型授权量,外观设计授权量", "" },
        { "S14", "山东省", "pledge.amount", "专利质押金额,商标质押金额", "" },
        { "S14", "山东省", "", "专利纠纷,查处假冒专利", "专利执法案件" },
        { "S15", "滨州市", Granted, "发明专利授权,实用新型,外观设计", "" },
    };

    [Theory]
    [MemberData(nameof(Totals))]
    public async Task A_total_is_the_sum_of_its_published_parts(
        string source, string place, string metric, string parts, string name)
    {
        var rows = Of(source).Where(row => row.Place == place && row.Scope == "ytd").ToList();
        var total = rows.First(row => (name.Length > 0 ? row.Name == name : row.Metric == metric)
            && Array.TrueForAll(parts.Split(','), part => rows.Exists(one => one.Name == part
                && one.Period == row.Period)));
        await UsePlaces([(place, 1)]);
        var day = total.Period.Length == 4 ? $"{total.Period}-12-31" : $"{total.Period}-28";
        foreach (var part in parts.Split(','))
            Report(
                place, metric.Length > 0 ? metric : Granted, day,
                rows.Single(row => row.Name == part && row.Period == total.Period).Value);
        await Post();
        var city = await Http.GetJson($"/api/v1/cities/{Code(place)}?period={total.Period[..4]}");
        AssertDigits(total.Value, Figure(city, metric.Length > 0 ? metric : Granted).GetProperty("value"));
    }

    public static TheoryData<string, string, string, string, bool, string> CensusDensities => new()
    {
        { "S12", "青岛市", "2022", PerTenThousand, true, "" },
        { "S15", "滨州市", "2023", "patent.highvalue.per10k", true, "" },
        { "S04", "威海市", "2025-04", PerTenThousand, false, "29.33 needs 2,913,400 people: the population of 2023" },
        { "S05", "临沂市", "2024-08", PerTenThousand, false, "7.6 needs fewer than 11,018,365 people" },
        { "S15", "滨州市", "2023", PerTenThousand, false, "12.32 needs 3,931,000 people: the census has 3,928,568" },
        { "S18", "枣庄市", "2020", PerTenThousand, false, "6.29 needs 3,930,000 people: the year before the census" },
        { "S18", "济宁市", "2024-06", PerTenThousand, false, "10.11 needs 8,290,000 people: the population of 2023" },
    };

    [Theory]
    [MemberData(nameof(CensusDensities))]
    public async Task Densities_follow_from_the_census_unless_the_source_used_another_year(
        string source, string place, string period, string metric, bool follows, string reason)
    {
        var rows = Of(source).Where(row => row.Place == place && row.Period == period).ToList();
        var level = metric.Replace("per10k", "valid", StringComparison.Ordinal);
        var published = rows.Single(row => row.Metric == metric);
        Report(
            place, level, period.Length == 4 ? $"{period}-12-31" : $"{period}-28",
            rows.Single(row => row.Metric == level).Value);
        await Post();
        var city = await Http.GetJson($"/api/v1/cities/{Code(place)}?period={period}");
        var actual = Round(Figure(city, metric).GetProperty("value").GetDecimal(), published.Value);
        Assert.True(follows == (actual == Number(published.Value)), $"{place}: {actual}, {published.Value}. {reason}");
    }

    private static List<Published> Of(string source) => [.. Bulletins.Where(row => row.Source == source)];

    // Names of places that the built-in data does not have are their own codes.
    private static string Code(string place) => place switch
    {
        "青岛市" => "370200",
        "枣庄市" => "370400",
        "济宁市" => "370800",
        "威海市" => "371000",
        "临沂市" => "371300",
        "滨州市" => "371600",
        _ => place,
    };

    private async Task UsePlaces(
        (string Place, long People)[] places, string[]? units = null, int populationYear = 2020)
    {
        var added = places.Where(place => Code(place.Place) == place.Place).ToList();
        await Append("cities.csv", added.Select(place => $"{place.Place},{place.Place},{place.Place},x"));
        await Append("population.csv", added.Select(place => $"{place.Place},{populationYear},{place.People}"));
        await Append("units.csv", (units ?? []).Select(unit => $"{unit},{places[0].Place},{unit},{unit},county"));
    }

    private async Task Append(string document, IEnumerable<string> rows)
    {
        var text = (await Http.GetStringAsync($"/api/v1/reference/{document}")).TrimEnd('\n');
        var missing = rows.Where(row => !text.Contains($"\n{row}", StringComparison.Ordinal)).ToList();
        if (missing.Count == 0) return;
        using var response = await Put(document, string.Join('\n', missing.Prepend(text)) + "\n");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private void Report(string place, string metric, string date, string value, string? unit = null) => _events.Add(
        new { id = $"b{_events.Count}", source = "t", city = Code(place), unit, metric, value = Number(value), date });

    private async Task Post()
    {
        using var response = await Http.PostEvents([.. _events]);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(0, (await response.ReadJson()).GetProperty("rejected").GetArrayLength());
    }

    private static void AssertDigits(string published, JsonElement actual) =>
        Assert.Equal(Number(published), Round(actual.GetDecimal(), published));

    private static decimal Round(decimal value, string digitsOf) => decimal.Round(
        value,
        digitsOf.Contains('.', StringComparison.Ordinal) ? digitsOf.Length - 1 - digitsOf.IndexOf('.') : 0,
        MidpointRounding.AwayFromZero);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static long Ten(string tenThousand) => (long)(Number(tenThousand) * 10_000);

    private static JsonElement Figure(JsonElement answer, string metric) => answer.GetProperty("metrics")
        .EnumerateArray().Single(row => row.GetProperty("metric").GetString() == metric);

    private static JsonElement Row(JsonElement ranking, string place) => ranking.GetProperty("rows")
        .EnumerateArray().Single(row => row.GetProperty("name").GetString() == place);

    private static List<Published> Read()
    {
        var rows = new List<Published>();
        using var csv = CsvReader.Create(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "expected", "bulletins.csv")),
            new CsvReaderOptions { Separator = ',' });
        csv.ReadHeader();
        var columns = csv.Headers.Select((name, index) => (name, index)).ToDictionary();
        while (csv.Read())
        {
            string Cell(string name) => csv.GetString(columns[name]);
            rows.Add(new(
                Cell("source_id"), Cell("place"), Cell("level"), Cell("period"), Cell("scope"), Cell("metric"),
                Cell("metric_name"), Cell("value"), Cell("growth_pct"), Cell("change_abs"), Cell("rank"),
                Cell("rank_of"), Cell("population_10k")));
        }
        Assert.Equal(262, rows.Count);
        return rows;
    }
}
