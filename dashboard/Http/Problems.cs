using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Http;

/// <summary>Refusals as RFC 9457 problems, all made here: a stable <c>code</c> for programs, a sentence with the remedy for people.</summary>
internal static partial class Problems
{
    public const string BodyTooLarge = "请求超过 16 MB：请分批发送。";

    public static IResult Create(int status, string code, string detail, IDictionary<string, object?>? more = null) =>
        TypedResults.Problem(CreateDetails(status, code, detail, more));

    /// <summary>A refusal that names its field.</summary>
    public static IResult ForField(int status, ValidationError refusal) => Create(status, refusal.Code, refusal.Message, new Dictionary<string, object?> { ["field"] = refusal.Field });

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

    public static IResult PeriodInvalid(string period) => Create(400, "period_invalid",
        $"“{period}”不是时期：可以写成 2024、2024Q1、2024-04、2024-04-20、2024-04-20..2024-04-26、2024-ytd@09-30，或活动代码。");

    public static IResult MonthInvalid(string period) => Create(400, "period_not_month", $"报送按月核对，“{period}”不是一个月：请写成 2024-04 的形式。");

    public static IResult BaselineInvalid(string baseline) =>
        Create(400, "baseline_invalid", $"baseline 不能是“{baseline}”：可以是 previous（上期）、lastYear（去年同期）；说明位次变化时还可以是 yesterday（昨日收盘）、位置、日期或时刻。");

    public static IResult StepInvalid(string step) =>
        Create(400, "step_invalid", $"step 不能是“{step}”：可以是 day（日）、week（周）、month（月）。");

    public static IResult AsOfInvalid(string asOf) =>
        Create(400, "as_of_invalid", $"asOf 不能是“{asOf}”：可以是位置（如 1024）、日期（如 2024-04-20，指当日结束时）或时刻（如 2024-04-20T08:00:00+08:00）。");

    public static IResult AsOfUnknown(long position) =>
        Create(404, "as_of_unknown", $"没有位置 {position}，或早于本库可以回看的范围：请取更近的位置或时刻。");

    public static IResult CursorInvalid() => Create(400, "cursor_invalid", "cursor 应取自上一页的 next。");

    public static IResult NotFound() => Create(404, "not_found", "没有这个接口：接口目录见 /openapi/v1.json。");

    private static ProblemDetails CreateDetails(int status, string code, string detail, IDictionary<string, object?>? more = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail, Extensions = { ["code"] = code } };
        foreach (var (name, value) in more ?? new Dictionary<string, object?>()) problem.Extensions[name] = value;
        return problem;
    }

    /// <summary>Turns exceptions into problems, and answers what no route does.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.Map("/api/{**rest}", NotFound).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Exceptions mean bugs or outages, or a request that the server could not read.</summary>
    public sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
        {
            var details = exception switch
            {
                BadHttpRequestException { StatusCode: 413 } =>
                    CreateDetails(413, "body_too_large", BodyTooLarge),
                BadHttpRequestException bad => CreateDetails(bad.StatusCode, "request_invalid", "请求无法读取：请检查参数。"),
                JournalException refused => CreateDetails(503, refused.Code, refused.Message),
                TimeoutException or OrleansException =>
                    CreateDetails(503, "store_unavailable", "存储暂时不可用：请稍后用相同编号重发，已收下的不会重复计数。"),
                _ => CreateDetails(500, "internal", "服务器内部错误，已记入日志。"),
            };
            if (details.Status == 500) LogFault(log, context.Request.Path, exception);
            if (details.Status == 503) context.Response.Headers.RetryAfter = "5";
            // Written also to who accepts none of it, a browser for one, since nothing else tells what happened.
            await TypedResults.Problem(details).ExecuteAsync(context);
            return true;
        }

        [LoggerMessage(Level = LogLevel.Error, Message = "Answering {Path} failed")]
        private static partial void LogFault(ILogger log, string path, Exception fault);
    }
}
