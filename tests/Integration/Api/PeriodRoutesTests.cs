using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Http;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Periods at every address of the OpenAPI document that has a period parameter.</summary>
public sealed class PeriodRoutesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string[] Invalid =
    [
        "9999", "9999Q4", "9999-12", "9999-12-31", "9999-W52", "9999-ytd@12-31", "9999-01-01..9999-12-31",
        "0000", "0001-01", "1984", "1984-12-31", "2101", "2101-W01", "2100-12-31..2101-01-01", "2025-W53", "2026-W00",
        "2026W54", "2026w48", "2024-13", "２０２４", "٢٠٢٤", "2024-٠٤", "10000-01", " 2024", "",
    ];

    private static readonly string[] Valid =
    [
        "1985", "1985Q1", "1985-01", "1985-01-01", "1985-W01", "1985-ytd@01-01", "1985-01-01..2100-12-31", "2100",
        "2100Q4", "2100-12", "2100-12-31", "2100-W52", "2100-ytd@12-31", "2020-W53", "2025-W01", "2026-W48", "2026W48",
        "publicity-week-2025",
    ];

    public static TheoryData<string, string> Addresses =>
        [.. new WireDocument().FindOperations("period").Select(operation => (operation.Method, operation.Path))];

    [Fact]
    public void The_document_has_the_addresses_with_a_period() => Assert.True(Addresses.Count >= 20);

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_period_beyond_the_bounds_is_refused_with_a_code(string method, string path)
    {
        foreach (var period in Invalid)
        {
            using var response = await Send(method, path, period);
            Assert.Equal((period, (400, "period_invalid")), (period, await response.ReadProblem()));
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_notation_is_accepted_at_the_bounds_of_the_calendar_and_of_AsOf(string method, string path)
    {
        foreach (var period in Valid)
            foreach (var asOf in (string[])["", "0001-01-01", "1985-01-01", "2100-12-31T23:59:59", "9999-12-31"])
            {
                using var response = await Send(method, path, period, asOf);
                var code = response.IsSuccessStatusCode ? null : (await response.ReadProblem()).Code;
                Assert.True(code is null || code == GetExpectedCode(path, period), $"{path} {period} {asOf}: {code}");
            }
    }

    // A history is limited to a year, reporting is checked by month, and a campaign is no period of an import.
    private static string? GetExpectedCode(string path, string period) => path switch
    {
        "/api/v1/reporting" => "period_not_month",
        _ when path.EndsWith("/history", StringComparison.Ordinal)
            || path.Contains("/heatmap.", StringComparison.Ordinal) => "period_too_long",
        _ when path.StartsWith("/api/v1/imports", StringComparison.Ordinal) =>
            period.StartsWith("publicity", StringComparison.Ordinal) ? "period_invalid" : "header_missing",
        _ => null,
    };

    private Task<HttpResponseMessage> Send(string method, string path, string period, string asOf = "")
    {
        var isUnit = path.Contains("/units/{code}", StringComparison.Ordinal);
        var metric = path.EndsWith("/points", StringComparison.Ordinal) ? "score.overall"
            : path.EndsWith("/spread", StringComparison.Ordinal) ? "case.trademark.days"
            : "pledge.count";
        var address = path.Replace("{code}", isUnit ? "370303" : "370300", StringComparison.Ordinal)
            .Replace("{metric}", metric, StringComparison.Ordinal)
            .Replace("{format}", "svg", StringComparison.Ordinal);
        var query = $"?period={Uri.EscapeDataString(period)}&metric={metric}&city=370300&form=series"
            + (asOf.Length == 0 ? "" : $"&asOf={Uri.EscapeDataString(asOf)}");
        var request = new HttpRequestMessage(new(method), address + query);
        if (method == "POST") request.Content = new StringContent("hello");
        return fixture.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
