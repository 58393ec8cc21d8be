using System.Collections.Immutable;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>What desks hand in: shown, handed in by hand, reviewed, published, undone.</summary>
internal static class SubmissionRoutes
{
    private const int MaxSubmissions = 500;

    public static void AddSubmissions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SubmissionAccess>();
        builder.Services.AddSingleton<ReviewRowBuilder>();
    }

    public static void MapSubmissions(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/submissions").WithTags("submissions").RequireAuthorization(SecurityHosting.MayViewSubmissions).ProducesProblem(401).ProducesProblem(403);
        api.MapGet("", List).WithSummary("报送与更正，最新的在前 What was handed in, newest first").Produces<SubmissionsResponse>().ProducesProblem(400);
        api.MapGet("/{id}", Get).WithSummary("一批报送 One of them").Produces<Submission>().ProducesProblem(404);
        api.MapGet("/{id}/rows", GetRows).WithSummary("一批报送的各行，连同已有的数 Its rows, beside what is on record").Produces<SubmissionRowsResponse>().ProducesProblem(404);
        api.MapPost("", Create).RequireAuthorization(SecurityHosting.MaySubmit).WithMetadata(BodySizeLimit.FromMegabytes(4)).WithSummary("手工填报或更正，成为草稿 Rows typed in become a draft")
            .Produces<Submission>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);
        MapAction(api, "submit", "提交 Hand in", SecurityHosting.MaySubmit, (grain, id, by, _) => grain.Submit(id, by));
        MapAction(api, "publish", "审核通过，发布 Publish", SecurityHosting.MayReview, (grain, id, by, _) => grain.Publish(id, by));
        MapAction(api, "return", "退回修改，须写 reason Return for revision, with a reason", SecurityHosting.MayReview, (grain, id, by, reason) => grain.Return(id, by, reason));
        MapAction(api, "undo", "撤销整批，须写 reason Undo all of it, with a reason", SecurityHosting.MaySubmit, (grain, id, by, reason) => grain.Undo(id, by, reason));
    }

    private static void MapAction(RouteGroupBuilder api, string action, string summary, string policy, Func<ISubmissionsGrain, string, string, string, Task<SubmissionResult>> act) => api
        .MapPost($"/{{id}}/{action}", async (string id, HttpContext context, SubmissionAccess tray, AuditLog trail) =>
        {
            if (await tray.Find(context, id) is not { } before) return CreateProblem(SubmissionErrors.Unknown(id));
            var visitor = CurrentUser.FromContext(context);
            if (!before.About.Cities.All(visitor.MayAccessCity)) return CreateProblem(ValidationError.Create("city_not_yours.submission", "city"));
            var reason = await ReadReason(context.Request);
            var outcome = await act(tray.Grain, id, visitor.Name, reason ?? "");
            if (outcome.Error is { } refusal) return CreateProblem(refusal);
            await trail.Write(visitor, $"submission.{action}", id, $"{before.State}", new { State = $"{outcome.Submission!.State}", before.About.Title, Reason = reason });
            return TypedResults.Ok(outcome.Submission);
        })
        .RequireAuthorization(policy).WithSummary(summary)
        .WithBody(typeof(SubmissionActionRequest), isRequired: false, "application/json")
        .Produces<Submission>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    // What needs no reason needs no body: as a parameter it would send a call without one past this route.
    private static async Task<string?> ReadReason(HttpRequest request)
    {
        if (!request.HasJsonContentType()) return null;
        try
        {
            return (await request.ReadFromJsonAsync<SubmissionActionRequest>())?.Reason;
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException("The body is no JSON.", fault);
        }
    }

    private static async Task<IResult> List(string? state, HttpContext context, SubmissionAccess tray)
    {
        SubmissionState? only = Enum.TryParse<SubmissionState>(state, ignoreCase: true, out var named) && Enum.IsDefined(named) ? named : null;
        if (state is not null && only is null) return Problems.Create(400, "state_invalid", state);
        var visible = await tray.GetVisibilityFilter(context);
        return TypedResults.Ok(new SubmissionsResponse(
            [.. (await tray.Grain.GetAll()).Where(submission => (only is null || submission.State == only) && visible(submission)).Take(MaxSubmissions)]));
    }

    private static async Task<IResult> Get(string id, HttpContext context, SubmissionAccess tray) =>
        await tray.Find(context, id) is { } submission ? TypedResults.Ok(submission) : CreateProblem(SubmissionErrors.Unknown(id));

    private static async Task<IResult> GetRows(string id, int? part, HttpContext context, SubmissionAccess tray, ReviewRowBuilder record)
    {
        if (await tray.Find(context, id) is not { } submission) return CreateProblem(SubmissionErrors.Unknown(id));
        var rows = await tray.Grain.GetRows(id, part ?? 0);
        return TypedResults.Ok(new SubmissionRowsResponse(part ?? 0, submission.About.Parts, await record.Build(rows)));
    }

    private static async Task<IResult> Create(CreateSubmissionRequest body, HttpContext context, SubmissionAccess tray, AuditLog trail, RefusalLog refusals, ReferenceDataStore shelf, TimeProvider time)
    {
        if (body.Rows.ValueKind != JsonValueKind.Array || body.Rows.GetArrayLength() is 0 or > ISubmissionsGrain.MaxRowsPerPart)
            return Problems.Create(422, "rows_invalid.count", ISubmissionsGrain.MaxRowsPerPart);
        var (visitor, id) = (CurrentUser.FromContext(context), body.Id ?? $"entry-{Guid.CreateVersion7():N}");
        var (admission, rejected, drafts) = (new EventValidator(shelf.Current), new List<RejectedRow>(), new List<EventInput>());
        foreach (var row in JsonEventReader.Read(JsonSerializer.SerializeToUtf8Bytes(body.Rows)))
        {
            // A row of a desk is a row of its submission, unless it says otherwise.
            var draft = row.Input is { } said ? said with { Id = said.Id ?? $"{id}-{row.Number}", Source = said.Source ?? tray.Source } : null;
            var refusal = draft is null ? row.Error : tray.Validate(visitor, draft) ?? admission.Validate(draft, time.GetChinaToday()).Refusal;
            if (refusal is not null) rejected.Add(RejectedRow.From(row.Number, row.Id, refusal));
            else drafts.Add(draft!);
        }
        if (rejected.Count > 0)
        {
            refusals.WriteRejectedRows(context, rejected.Count, rejected.Select(row => row.Code));
            return Problems.Create(422, "rows_invalid", new Dictionary<string, object?> { ["rejected"] = rejected, ["field"] = rejected[0].Field },
                rejected.Count, rejected[0].Row, rejected[0].Message);
        }
        var kind = drafts.TrueForAll(draft => draft.Target is not null) ? SubmissionKind.Correction : SubmissionKind.Entry;
        var about = new NewSubmission(id, kind, body.Title ?? "", visitor.Name, [.. drafts.Select(draft => draft.City!).Distinct()], [.. drafts.Select(draft => draft.Metric!).Distinct()], drafts.Count, 1);
        if (await tray.Grain.Begin(about) is { Error: { } refused }) return CreateProblem(refused);
        // Somebody else's of the same id is neither shown nor written into.
        if (await tray.Find(context, id) is not { } there || there.About.By != visitor.Name) return CreateProblem(ValidationError.Create("id_reused.submission", "id"));
        if (there.About.Rows != drafts.Count) return CreateProblem(ValidationError.Create("rows_differ", "rows", id, there.About.Rows));
        if (there.State is SubmissionState.Draft or SubmissionState.Returned)
        {
            var outcome = await tray.Grain.AddRows(id, 0, [.. drafts]);
            if (outcome.Error is { } fault) return CreateProblem(fault);
            await trail.Write(visitor, "submission.make", id, null, new { there.About.Title, Rows = drafts.Count });
            there = outcome.Submission!;
        }
        return TypedResults.Ok(there);
    }

    private static IResult CreateProblem(ValidationError refusal) => Problems.ForField(
        refusal.Code switch
        {
            "submission_unknown" => 404,
            "submission_changed" or "submission_state" or "id_reused" => 409,
            "four_eyes" or "city_not_yours" or "source_not_yours" => 403,
            _ => 422,
        },
        refusal);

    /// <summary>What was handed in, newest first.</summary>
    internal sealed record SubmissionsResponse(ImmutableArray<Submission> Submissions);

    /// <summary>A part of a submission's rows; parts are counted from 0.</summary>
    internal sealed record SubmissionRowsResponse(int Part, int Parts, ImmutableArray<ReviewRow> Rows);

    internal sealed record CreateSubmissionRequest(
        string? Id, string? Title,
        [property: DescribedAs(typeof(EventRoutes.SubmittedRow[]))] JsonElement Rows);

    internal sealed record SubmissionActionRequest(string? Reason);
}
