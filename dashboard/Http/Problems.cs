using IpMonitor.Grains.Events;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Http;

/// <summary>Creates problem details (RFC 9457) with a stable <c>code</c> and a text that names the remedy.</summary>
internal static class Problems
{
    /// <summary>Detail of the problem <c>body_too_large</c> for events.</summary>
    public const string BodyTooLarge = "请求超过 16 MB：请分批发送。";

    /// <summary>Converts exceptions to problems, and responds to unknown paths below <c>/api</c>.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.Map("/api/{**rest}", NotFound).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Creates a problem.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Stable code for programs.</param>
    /// <param name="detail">Reason and remedy.</param>
    /// <param name="more">Further members, or null.</param>
    public static IResult Create(int status, string code, string detail, IDictionary<string, object?>? more = null) =>
        TypedResults.Problem(CreateDetails(status, code, detail, more));

    /// <summary>Creates a problem that names the invalid field.</summary>
    public static IResult ForField(int status, ValidationError error) => Create(
        status, error.Code, error.Message, new Dictionary<string, object?> { ["field"] = error.Field });

    public static IResult MetricUnknown(string metric) =>
        Create(404, "metric_unknown", $"没有代码为“{metric}”的指标：代码见 GET /api/v1/metrics。");

    public static IResult MetricNotRanked(string name) =>
        Create(422, "metric_not_ranked", $"“{name}”只展示，不排名：请换一个指标。");

    public static IResult CityUnknown(string city) =>
        Create(404, "city_unknown", $"没有代码为“{city}”的市：代码见 GET /api/v1/cities。");

    public static IResult UnitUnknown(string unit) =>
        Create(404, "unit_unknown", $"没有代码为“{unit}”的填报单位：代码见 GET /api/v1/units。");

    public static IResult DocumentUnknown(string document) =>
        Create(404, "document_unknown", $"没有名为“{document}”的基础数据文件：文件名见 GET /api/v1/reference。");

    public static IResult CampaignUnknown(string campaign) =>
        Create(404, "campaign_unknown", $"没有代码为“{campaign}”的活动：代码见 GET /api/v1/campaigns。");

    public static IResult PeriodInvalid(string period) => Create(
        400,
        "period_invalid",
        $"“{period}”不是时期：可以写成 2024、2024Q1、2024-04、2024-04-20、2024-04-20..2024-04-26、2024-ytd@09-30，或活动代码。");

    public static IResult MonthInvalid(string period) =>
        Create(400, "period_not_month", $"报送按月核对，“{period}”不是一个月：请写成 2024-04 的形式。");

    public static IResult BaselineInvalid(string baseline) => Create(
        400,
        "baseline_invalid",
        $"baseline 不能是“{baseline}”：可以是 previous（上期）、lastYear（去年同期）；说明位次变化时还可以是 yesterday（昨日收盘）、位置、日期或时刻。");

    public static IResult StepInvalid(string step) =>
        Create(400, "step_invalid", $"step 不能是“{step}”：可以是 day（日）、week（周）、month（月）。");

    public static IResult AsOfInvalid(string asOf) => Create(
        400,
        "as_of_invalid",
        $"asOf 不能是“{asOf}”：可以是位置（如 1024）、日期（如 2024-04-20，指当日结束时）或时刻（如 2024-04-20T08:00:00+08:00）。");

    public static IResult AsOfUnknown(long position) =>
        Create(404, "as_of_unknown", $"没有位置 {position}，或早于本库可以回看的范围：请取更近的位置或时刻。");

    public static IResult CursorInvalid() => Create(400, "cursor_invalid", "cursor 应取自上一页的 next。");

    public static IResult NotFound() => Create(404, "not_found", "没有这个接口：接口目录见 /openapi/v1.json。");

    /// <summary>Creates problem details; see <see cref="Create"/>.</summary>
    public static ProblemDetails CreateDetails(
        int status, string code, string detail, IDictionary<string, object?>? more = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail, Extensions = { ["code"] = code } };
        foreach (var (name, value) in more ?? new Dictionary<string, object?>()) problem.Extensions[name] = value;
        return problem;
    }
}
