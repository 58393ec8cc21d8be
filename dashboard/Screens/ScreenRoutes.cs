using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Screens;

/// <summary>What screens say and hear of themselves, and what the control room does with them.</summary>
internal static class ScreenRoutes
{
    private const int MaxScreensPerCommand = 500;

    public static void MapScreens(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/screens").WithTags("screens");
        api.MapPost("/codes", CreatePairingCode).AllowAnonymous().RequireRateLimiting(SecurityHosting.PairingCodeRateLimit).WithSummary("屏幕取配对码 A screen asks for a code to show").Produces<PairingCode>().ProducesProblem(429);
        api.MapPost("/codes/{code}", ClaimPairing).AllowAnonymous().RequireRateLimiting(SecurityHosting.PairingRateLimit).WithSummary("屏幕问配对码是否已被输入 A screen asks whether its code was entered").Produces<ClaimPairingResponse>().ProducesProblem(404);
        api.MapGet("/{id}", Get).RequireAuthorization(SecurityHosting.MayReadLists).WithSummary("一块屏幕应显示的内容 How a screen is to look").Produces<ScreenResponse>().ProducesProblem(404);
        api.MapPost("/{id}/status", ReportStatus).AllowAnonymous().WithSummary("屏幕自报状态 A screen says how it is").Produces(204).ProducesProblem(401);

        var control = api.MapGroup("").RequireAuthorization(SecurityHosting.MayControlScreens).ProducesProblem(401);
        control.MapGet("", async (IdentityGrains doorkeeper) => TypedResults.Ok(await doorkeeper.Screens.GetAll())).WithSummary("全部屏幕 All screens").Produces<ScreenControlResponse>();
        control.MapPost("", Pair).WithSummary("按配对码配对一块屏幕 Pair the screen that shows a code").Produces<ScreenResponse>().ProducesProblem(422);
        control.MapPut("/{id}", Update).WithSummary("设置一块屏幕 Set a screen up").Produces<ScreenResponse>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        control.MapPost("/orders", SendCommand).WithSummary("向若干屏幕发指令 Order screens about").Produces<ScreenCommandsResponse>().ProducesProblem(422);
        control.MapDelete("/{id}", Remove)
            .WithSummary("移除一块屏幕 Forget a screen").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> CreatePairingCode(IdentityGrains doorkeeper) =>
        await doorkeeper.Screens.CreatePairingCode() is { } code ? TypedResults.Ok(code) : Problems.Create(429, "too_many_codes");

    private static async Task<IResult> ClaimPairing(string code, ClaimPairingRequest body, HttpContext context, IdentityGrains doorkeeper)
    {
        var claim = await doorkeeper.Screens.ClaimPairingCode(code, body.Secret ?? "");
        if (!claim.IsOpen) return Problems.Create(404, "code_expired");
        if (claim.Pairing is { } pairing) CookieHandler.SetScreenCookie(context, pairing.Id, pairing.Token);
        return TypedResults.Ok(new ClaimPairingResponse(claim.Pairing?.Id));
    }

    private static async Task<IResult> Get(string id, HttpContext context, IdentityGrains doorkeeper, TopicAuthorization doors) =>
        !await doors.MaySubscribe(context, context.User, $"screen/{id}") ? Problems.Create(403, "not_allowed.screen")
        : await doorkeeper.Screens.Find(id) is { } screen ? TypedResults.Ok(screen) : CreateUnknownProblem(id);

    private static async Task<IResult> ReportStatus(string id, ScreenStatusRequest body, HttpContext context, IdentityGrains doorkeeper)
    {
        var status = new ScreenStatus(default, Truncate(body.Build) ?? "", Truncate(body.Scene), body.AsOf, body.IsLive, body.Width, body.Height);
        return CookieHandler.GetScreenCredential(context) is var (its, token) && its == id && await doorkeeper.Screens.ReportStatus(id, token, status)
            ? TypedResults.NoContent()
            : Problems.Create(401, "screen_not_paired");
    }

    private static async Task<IResult> Pair(PairScreenRequest body, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        var outcome = await doorkeeper.Screens.Pair(body.Code?.Trim() ?? "", body.Name ?? "", body.Group ?? "");
        if (outcome.Screen is { } screen) await trail.Write(context, "screen.pair", screen.Id, after: screen.Name);
        return CreateResult(outcome);
    }

    private static async Task<IResult> Update(string id, ScreenSetup setup, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        var before = await doorkeeper.Screens.Find(id);
        var outcome = await doorkeeper.Screens.Update(id, setup);
        if (outcome.Screen is { } screen) await trail.Write(context, "screen.arrange", id, before, screen);
        return CreateResult(outcome);
    }

    private static async Task<IResult> Remove(string id, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        if (!await doorkeeper.Screens.Remove(id)) return CreateUnknownProblem(id);
        await trail.Write(context, "screen.remove", id);
        return TypedResults.NoContent();
    }

    // Each screen by itself: one that is gone keeps no other from obeying.
    private static async Task<IResult> SendCommand(ScreenCommandsRequest body, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        if (body.Order is null || body.Screens is not { Length: > 0 and <= MaxScreensPerCommand }) return Problems.Create(422, "screens_missing", MaxScreensPerCommand);
        var outcomes = await Task.WhenAll(body.Screens.Distinct().Select(async id => (Id: id, Outcome: await doorkeeper.Screens.ExecuteCommand(id, body.Order))));
        // An order that none can obey is wrong in itself.
        if (outcomes.All(one => one.Outcome.Error is not null)) return CreateResult(outcomes[0].Outcome);
        await trail.Write(context, "screen.order", string.Join(' ', outcomes.Where(one => one.Outcome.Error is null).Select(one => one.Id)), after: body.Order);
        return TypedResults.Ok(new ScreenCommandsResponse(
            [.. outcomes.Where(one => one.Outcome.Error is null).Select(one => one.Id)],
            [.. outcomes.Where(one => one.Outcome.Error is not null).Select(one => new RejectedCommand(one.Id, one.Outcome.Error!.Code, MessageFormatter.Format(one.Outcome.Error)))]));
    }

    private static IResult CreateResult(ScreenResult outcome) => outcome.Error switch
    {
        null => TypedResults.Ok(outcome.Screen),
        { Code: "screen_unknown" } refusal => Problems.ForField(404, refusal),
        { Code: "screen_changed" } refusal => Problems.ForField(409, refusal),
        var refusal => Problems.ForField(422, refusal),
    };

    private static IResult CreateUnknownProblem(string id) => Problems.Create(404, "screen_unknown.path", id);

    private static string? Truncate(string? text) => text is { Length: > 80 } ? text[..80] : text;

    internal sealed record ClaimPairingRequest(string? Secret);

    /// <summary>The id once the code was entered, nothing before.</summary>
    internal sealed record ClaimPairingResponse(string? Id);

    internal sealed record ScreenStatusRequest(string? Build, string? Scene, DateTimeOffset? AsOf, bool IsLive, int Width, int Height);

    internal sealed record PairScreenRequest(string? Code, string? Name, string? Group);

    internal sealed record ScreenCommandsRequest(string[]? Screens, ScreenCommand? Order);

    internal sealed record ScreenCommandsResponse(ImmutableArray<string> Obeyed, ImmutableArray<RejectedCommand> Refused);

    internal sealed record RejectedCommand(string Screen, string Code, string Message);
}
