using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>Endpoints that list, create, submit, review, publish and undo submissions.</summary>
internal static class SubmissionRoutes
{
    public static void AddSubmissions(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<SubmissionOptions>("Submissions")
            .Validate(options => options.Source.Length is > 0 and <= 64,
                "Submissions:Source：1 至 64 个字符。 It must have 1 to 64 characters.")
            .Validate(options => options is { MaxChangePercent: > 0, SuspectRatio: > 1 },
                "Submissions：MaxChangePercent 须大于零，SuspectRatio 须大于一。 "
                    + "MaxChangePercent must be above zero and SuspectRatio above one.");
        builder.Services.AddSingleton<SubmissionAccess>();
        builder.Services.AddSingleton<ReviewRowBuilder>();
    }

    public static void MapSubmissions(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/submissions")
            .WithTags("submissions")
            .RequireAuthorization(Policies.MayViewSubmissions)
            .Reads()
            .ProducesProblem(401)
            .ProducesProblem(403);
        api.MapGet("", List)
            .WithSummary("报送与更正，最新的在前 List submissions and corrections, newest first")
            .Produces<SubmissionsResponse>()
            .WithWorkbook<SubmissionsResponse>(SubmissionWorkbooks.CreateList, page => page.Next)
            .ProducesProblem(400);
        api.MapGet("/{id}", Get).WithSummary("一批报送 Get a submission").Produces<Submission>().ProducesProblem(404);
        api.MapGet("/{id}/rows", GetRows)
            .WithSummary("一批报送的各行，连同已有的数 List the rows of a submission with the current values")
            .Produces<SubmissionRowsResponse>()
            .WithWorkbook<SubmissionRowsResponse>(SubmissionWorkbooks.CreateRows, SubmissionWorkbooks.GetNextPart)
            .ProducesProblem(404);
        api.MapPost("", Create)
            .RequireAuthorization(Policies.MaySubmit)
            .Changes("submission.make")
            .WithMetadata(BodySizeLimit.FromMegabytes(4))
            .WithSummary("手工填报或更正，成为草稿 Create a draft from rows entered by hand")
            .Produces<Submission>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);
        MapAction(api, "submit", SubmissionActionKind.Submit, "提交 Submit", Policies.MaySubmit);
        MapAction(api, "publish", SubmissionActionKind.Publish, "审核通过，发布 Publish", Policies.MayReview);
        MapAction(
            api, "return", SubmissionActionKind.Return,
            "退回修改，须写 reason Return for revision, with a reason", Policies.MayReview);
        MapAction(
            api, "undo", SubmissionActionKind.Undo,
            "撤销整批，须写 reason Undo the submission, with a reason", Policies.MaySubmit);
    }

    private static void MapAction(
        RouteGroupBuilder api, string action, SubmissionActionKind kind, string summary, string policy) => api
        .MapPost($"/{{id}}/{action}", async (
            string id, HttpContext context, SubmissionAccess access, AuditLog auditLog) =>
        {
            if (await access.Find(context, id) is not { } submission)
                return CreateProblem(SubmissionErrors.Unknown(id));
            var user = CurrentUser.FromContext(context);
            if (!submission.About.Cities.All(user.MayAccessCity))
                return CreateProblem(ValidationError.Create("city_not_yours.submission", "city"));
            var body = await ReadAction(context.Request);
            if (body?.Version is not { } version) return CreateProblem(SubmissionErrors.VersionMissing());
            var result = await access.Grain.Execute(id, new(kind, user.Name, body.Reason ?? "", version));
            if (result is { Error.Code: "submission_changed", Submission: { } current })
                return CreateConflict(current, version);
            if (result.Error is { } error) return CreateProblem(error);
            // A repeated action adds no step of the caller.
            if (!result.Submission!.Steps.Skip(submission.Steps.Length).Any(step => step.By == user.Name))
            {
                UnchangedResponse.Mark(context);
                return TypedResults.Ok(result.Submission);
            }
            await auditLog.Write(
                context, $"submission.{action}", id, $"{submission.State}",
                new { State = $"{result.Submission.State}", submission.About.Title, body.Reason });
            return TypedResults.Ok(result.Submission);
        })
        .RequireAuthorization(policy).Changes($"submission.{action}").WithSummary(summary)
        .WithMetadata(new JsonBody(typeof(SubmissionActionRequest)))
        .WithBody(typeof(SubmissionActionRequest), isRequired: true, "application/json")
        .Produces<Submission>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    // Reads the body by hand: a bound parameter would not match a request without a body.
    private static async Task<SubmissionActionRequest?> ReadAction(HttpRequest request)
    {
        if (!request.HasJsonContentType()) return null;
        try
        {
            return await request.ReadFromJsonAsync<SubmissionActionRequest>();
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body is not valid JSON.", exception);
        }
    }

    private static async Task<IResult> List(
        string? state, string? city, string? cursor, HttpContext context, SubmissionAccess access)
    {
        SubmissionState? filter = Enum.TryParse<SubmissionState>(state, ignoreCase: true, out var named)
            && Enum.IsDefined(named)
            ? named
            : null;
        if (state is not null && filter is null)
            return ProblemResults.Create(400, "state_invalid", state);
        var visible = await access.GetVisibilityFilter(context);
        var (rows, next, problem) = ListPage.Take(
            (await access.Grain.GetAll()).Where(submission =>
                (filter is null || submission.State == filter)
                && (city is null || submission.About.Cities.Contains(city))
                && visible(submission)),
            submission => $"{ListPage.Descending(submission.Steps[0].At)}{submission.About.Id}",
            cursor);
        return problem ?? TypedResults.Ok(new SubmissionsResponse([.. rows], next));
    }

    private static async Task<IResult> Get(string id, HttpContext context, SubmissionAccess access) =>
        await access.Find(context, id) is { } submission
            ? TypedResults.Ok(submission)
            : CreateProblem(SubmissionErrors.Unknown(id));

    private static async Task<IResult> GetRows(
        string id, int? part, HttpContext context, SubmissionAccess access, ReviewRowBuilder rowBuilder)
    {
        if (await access.Find(context, id) is not { } submission) return CreateProblem(SubmissionErrors.Unknown(id));
        var rows = await access.Grain.GetRows(id, part ?? 0);
        return TypedResults.Ok(
            new SubmissionRowsResponse(
                part ?? 0, submission.About.Parts, submission.Version, await rowBuilder.Build(rows)));
    }

    private static async Task<IResult> Create(
        CreateSubmissionRequest body, HttpContext context, SubmissionAccess access, AuditLog auditLog,
        RefusalLog refusalLog, ReferenceDataStore referenceStore, TimeProvider timeProvider)
    {
        if (body.Rows.ValueKind != JsonValueKind.Array
            || body.Rows.GetArrayLength() is 0 or > ISubmissionsGrain.MaxRowsPerPart)
            return ProblemResults.Create(422, "rows_invalid.count", ISubmissionsGrain.MaxRowsPerPart);
        var (user, id) = (CurrentUser.FromContext(context), body.Id?.Trim() ?? $"entry-{Guid.CreateVersion7():N}");
        var validator = new EventValidator(referenceStore.Current);
        var (rejected, inputs) = (new List<RejectedRow>(), new List<EventInput>());
        foreach (var row in JsonEventReader.Read(JsonSerializer.SerializeToUtf8Bytes(body.Rows)))
        {
            // Rows without an id or a source take those of the submission.
            var input = row.Input is { } sent
                ? sent with { Id = sent.Id ?? $"{id}-{row.Number}", Source = sent.Source ?? access.Source }
                : null;
            var error = input is null
                ? row.Error
                : access.Validate(user, input) ?? validator.Validate(input, timeProvider.GetChinaToday()).Error;
            if (error is not null) rejected.Add(RejectedRow.From(row.Number, row.Id, error));
            else inputs.Add(input!);
        }
        if (rejected.Count > 0)
        {
            refusalLog.WriteRejectedRows(context, rejected.Count, rejected.Select(row => row.Code));
            return ProblemResults.Create(
                422, "rows_invalid",
                new Dictionary<string, object?> { ["rejected"] = rejected, ["field"] = rejected[0].Field },
                rejected.Count, rejected[0].Row, rejected[0].Message);
        }
        var kind = inputs.TrueForAll(input => input.Target is not null)
            ? SubmissionKind.Correction
            : SubmissionKind.Entry;
        var definition = new NewSubmission(
            id, kind, body.Title ?? "", user.Name, [.. inputs.Select(input => input.City!).Distinct()],
            [.. inputs.Select(input => input.Metric!).Distinct()], inputs.Count, 1, user.City);
        if (await access.Grain.Begin(definition) is { Error: { } beginError }) return CreateProblem(beginError);
        // A submission of another user with the same id is neither shown nor changed.
        if (await access.Find(context, id) is not { } existing || existing.About.By != user.Name)
            return CreateProblem(ValidationError.Create("id_reused.submission", "id"));
        if (existing.About.Rows != inputs.Count)
            return CreateProblem(
                ValidationError.Create("rows_differ", "rows", id, existing.About.Rows));
        if (existing.PartsThere == existing.About.Parts && (await access.Grain.GetRows(id, 0)).SequenceEqual(inputs))
        {
            UnchangedResponse.Mark(context);
        }
        else if (existing.State is SubmissionState.Draft or SubmissionState.Returned)
        {
            var result = await access.Grain.AddRows(id, 0, [.. inputs]);
            if (result.Error is { } addError) return CreateProblem(addError);
            await auditLog.Write(
                context, "submission.make", id, null, new { existing.About.Title, Rows = inputs.Count });
            existing = result.Submission!;
        }
        return TypedResults.Ok(existing);
    }

    private static IResult CreateProblem(ValidationError error) => ProblemResults.ForField(
        error.Code switch
        {
            "submission_unknown" => 404,
            "submission_changed" or "submission_state" or "id_reused" => 409,
            "four_eyes" or "city_not_yours" or "source_not_yours" => 403,
            _ => 422,
        },
        error);

    // Names the changes after the version of the caller.
    private static IResult CreateConflict(Submission current, int version) => ProblemResults.Create(
        409,
        current.RowsVersion > version ? "submission_changed.rows" : "submission_changed",
        new Dictionary<string, object?>
        {
            ["field"] = "version",
            ["version"] = current.Version,
            ["state"] = current.State,
            ["rowsChanged"] = current.RowsVersion > version,
            ["steps"] = current.Steps.Where(step => step.Version > version),
        },
        current.Steps[^1].By);

    /// <summary>Page of submissions, newest first; <c>next</c> is the cursor of the following page.</summary>
    internal sealed record SubmissionsResponse(ImmutableArray<Submission> Submissions, string? Next);

    /// <summary>A part of a submission's rows; parts are numbered from 0.</summary>
    /// <param name="Part">Number of the part.</param>
    /// <param name="Parts">Number of parts.</param>
    /// <param name="Version">Version of the submission that the rows belong to.</param>
    /// <param name="Rows">The rows.</param>
    internal sealed record SubmissionRowsResponse(
        int Part, int Parts, int Version, ImmutableArray<ReviewRow> Rows);

    /// <summary>Manually entered rows, to become a draft.</summary>
    internal sealed record CreateSubmissionRequest(
        [property: MaxLength(100)] string? Id,
        [property: MaxLength(200)] string? Title,
        [property: DescribedAs(typeof(EventRoutes.SubmittedRow[])), MaxLength(ISubmissionsGrain.MaxRowsPerPart)]
        JsonElement Rows);

    /// <summary>An action on a submission.</summary>
    /// <param name="Reason">The reason for returning or undoing a submission.</param>
    /// <param name="Version">The version that the caller has read, from the submission or its rows.</param>
    internal sealed record SubmissionActionRequest([property: MaxLength(200)] string? Reason, int? Version);
}
