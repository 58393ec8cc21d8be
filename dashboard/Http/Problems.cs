using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Messages;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Http;

/// <summary>Refusals as RFC 9457 problems, all made here: a stable <c>code</c> for programs, a sentence with the remedy for people.</summary>
internal static partial class Problems
{
    /// <summary>Creates a problem in the language of the request.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="key">The resource key of the detail: the code, with a suffix where a code has several texts.</param>
    /// <param name="arguments">The arguments of the detail.</param>
    public static IResult Create(int status, string key, params ImmutableArray<MessageArgument> arguments) =>
        Create(status, key, more: null, arguments);

    /// <inheritdoc cref="Create(int, string, ImmutableArray{MessageArgument})"/>
    /// <param name="more">Extension members besides the code.</param>
    public static IResult Create(
        int status, string key, IDictionary<string, object?>? more, params ImmutableArray<MessageArgument> arguments) =>
        TypedResults.Problem(CreateDetails(
            status, GetCode(key), MessageFormatter.Format(key, arguments, ResponseLanguage.Current), more));

    /// <summary>Creates a problem whose detail is a message with a code of its own.</summary>
    public static IResult FromMessage(
        int status, string code, MessageArgument detail, IDictionary<string, object?>? more = null) =>
        TypedResults.Problem(CreateDetails(status, code, MessageFormatter.Format(detail, ResponseLanguage.Current), more));

    /// <summary>Creates a problem that names its field.</summary>
    public static IResult ForField(int status, ValidationError refusal) =>
        FromMessage(
            status, refusal.Code, refusal.ToArgument(), new Dictionary<string, object?> { ["field"] = refusal.Field });

    public static IResult MetricUnknown(string metric) =>
        Create(404, "metric_unknown", metric);

    public static IResult MetricNotRanked(string name, string nameEn) =>
        Create(422, "metric_not_ranked", MessageArgument.Name(name, nameEn));

    public static IResult CityUnknown(string city) =>
        Create(404, "city_unknown.path", city);

    public static IResult UnitUnknown(string unit) =>
        Create(404, "unit_unknown.path", unit);

    public static IResult DocumentUnknown(string document) =>
        Create(404, "document_unknown", document);

    public static IResult CampaignUnknown(string campaign) =>
        Create(404, "campaign_unknown", campaign);

    public static IResult PeriodInvalid(string period) => Create(400, "period_invalid", period);

    public static IResult MonthInvalid(string period) => Create(400, "period_not_month", period);

    public static IResult BaselineInvalid(string baseline) =>
        Create(400, "baseline_invalid", baseline);

    public static IResult StepInvalid(string step) =>
        Create(400, "step_invalid", step);

    public static IResult AsOfInvalid(string asOf) =>
        Create(400, "as_of_invalid", asOf);

    public static IResult AsOfUnknown(long position) =>
        Create(404, "as_of_unknown", position);

    public static IResult CursorInvalid() => Create(400, "cursor_invalid");

    public static IResult NotFound() => Create(404, "not_found");

    private static string GetCode(string key) => key.Split('.')[0];

    private static ProblemDetails CreateDetails(int status, string code) =>
        CreateDetails(status, code, MessageFormatter.Format(code, [], ResponseLanguage.Current));

    private static ProblemDetails CreateDetails(int status, string code, string detail, IDictionary<string, object?>? more = null)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Title = MessageFormatter.Format($"title.{status}", [], ResponseLanguage.Current),
            Detail = detail,
            Extensions = { ["code"] = code },
        };
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
                BadHttpRequestException { StatusCode: 413 } => CreateDetails(413, "body_too_large"),
                BadHttpRequestException bad => CreateDetails(bad.StatusCode, "request_invalid"),
                JournalException refused => CreateDetails(503, refused.Code),
                TimeoutException or OrleansException => CreateDetails(503, "store_unavailable"),
                _ => CreateDetails(500, "internal"),
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
