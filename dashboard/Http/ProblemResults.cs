using System.Collections.Immutable;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Http;

/// <summary>Creates problem details (RFC 9457) with a stable <c>code</c> and a text that names the remedy.</summary>
internal static class ProblemResults
{
    /// <summary>Converts exceptions to problems, and responds to unknown paths below <c>/api</c>.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.Map("/api/{**rest}", NotFound).AllowAnonymous().Reads().ExcludeFromDescription();
    }

    /// <summary>Creates a problem in the language of the request.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="key">Resource key of the detail: the code, with a suffix where a code has several texts.</param>
    /// <param name="arguments">Arguments of the detail.</param>
    public static IResult Create(int status, string key, params ImmutableArray<MessageArgument> arguments) =>
        Create(status, key, more: null, arguments);

    /// <summary>Creates a problem with further members.</summary>
    public static IResult Create(
        int status, string key, IDictionary<string, object?>? more, params ImmutableArray<MessageArgument> arguments) =>
        FromMessage(status, key.Split('.')[0], MessageArgument.Message(key, arguments), more);

    /// <summary>Creates a problem whose detail is a message.</summary>
    public static IResult FromMessage(
        int status, string code, MessageArgument detail, IDictionary<string, object?>? more = null) =>
        TypedResults.Problem(CreateDetails(status, code, detail, more));

    /// <summary>Creates a problem that names the invalid field.</summary>
    public static IResult ForField(int status, ValidationError error) =>
        TypedResults.Problem(CreateDetails(status, error));

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

    public static IResult MonthInvalid(string period) =>
        Create(400, "period_not_month", period);

    public static IResult BaselineInvalid(string baseline) => Create(400, "baseline_invalid", baseline);

    public static IResult OrderInvalid(string order) => Create(400, "order_invalid", order);

    public static IResult StepInvalid(string step) =>
        Create(400, "step_invalid", step);

    public static IResult AsOfInvalid(string asOf) => Create(400, "as_of_invalid", asOf);

    public static IResult AsOfUnknown(long position) =>
        Create(404, "as_of_unknown", position);

    public static IResult CursorInvalid() => Create(400, "cursor_invalid");

    public static IResult NotFound() => Create(404, "not_found");

    /// <summary>Creates problem details whose code is the resource key of the detail.</summary>
    public static ProblemDetails CreateDetails(
        int status, string code, params ImmutableArray<MessageArgument> arguments) =>
        CreateDetails(status, code, MessageArgument.Message(code, arguments));

    /// <summary>Formats a maximum size, in MB or KB.</summary>
    public static string FormatBytes(long bytes) =>
        bytes % (1 << 20) == 0 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";

    /// <summary>Creates problem details that name the invalid field.</summary>
    public static ProblemDetails CreateDetails(int status, ValidationError error) => CreateDetails(
        status, error.Code, error.ToArgument(), new Dictionary<string, object?> { ["field"] = error.Field });

    private static ProblemDetails CreateDetails(
        int status, string code, MessageArgument detail, IDictionary<string, object?>? more = null)
    {
        var language = ResponseLanguage.Current;
        var problem = new ProblemDetails
        {
            Status = status,
            Title = MessageFormatter.Format($"title.{status}", [], language),
            Detail = MessageFormatter.Format(detail, language),
            Extensions = { ["code"] = code },
        };
        foreach (var (name, value) in more ?? new Dictionary<string, object?>()) problem.Extensions[name] = value;
        return problem;
    }
}
