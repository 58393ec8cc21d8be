using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Screens;

/// <summary>Maps the pairing, the state and the control of screens.</summary>
internal static class ScreenRoutes
{
    private const int MaxScreensPerCommand = 500;
    private const int MaxStatusTextLength = 80;

    public static void MapScreens(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/screens").WithTags("screens");
        api.MapPost("/codes", CreatePairingCode)
            .AllowAnonymous()
            .ChangesUnaudited("A code grants nothing until an operator enters it.")
            .RequireRateLimiting(RateLimits.PairingCode)
            .WithSummary("屏幕取配对码 Create a pairing code, for a screen")
            .Produces<PairingCode>().ProducesProblem(429);
        api.MapPost("/codes/{code}", ClaimPairing)
            .AllowAnonymous()
            .ChangesUnaudited("Pairing was audited when the code was entered.")
            .RequireRateLimiting(RateLimits.Pairing)
            .WithSummary("屏幕问配对码是否已被输入 Claim the pairing, for a screen")
            .Produces<ClaimPairingResponse>().ProducesProblem(404);
        api.MapGet("/{id}", Get)
            .RequireAuthorization(Policies.MayReadLists)
            .Reads()
            .WithSummary("一块屏幕应显示的内容 Get the settings of a screen")
            .Produces<ScreenState>().ProducesProblem(404);
        api.MapPost("/{id}/status", ReportStatus)
            .AllowAnonymous()
            .ChangesUnaudited("The status of a screen is kept in memory only.")
            .WithSummary("屏幕自报状态 Report the status of a screen")
            .Produces(204).ProducesProblem(401);

        var control = api.MapGroup("").RequireAuthorization(Policies.MayControlScreens).ProducesProblem(401);
        control.MapGet("", List)
            .Reads()
            .WithSummary("全部屏幕 List screens")
            .Produces<ScreenControlResponse>()
            .WithWorkbook<ScreenControlResponse>(ScreenWorkbooks.CreateScreens);
        control.MapPost("", Pair)
            .Changes("screen.pair").RequireReauthentication()
            .WithSummary("按配对码配对一块屏幕 Pair a screen by its code")
            .Produces<ScreenState>().ProducesProblem(422);
        control.MapPut("/{id}", Update)
            .Changes("screen.arrange")
            .WithSummary("设置一块屏幕 Update a screen")
            .Produces<ScreenState>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        control.MapPost("/orders", SendCommand)
            .Changes("screen.order")
            .WithSummary("向若干屏幕发指令 Send a command to screens")
            .Produces<ScreenCommandsResponse>().ProducesProblem(422);
        control.MapDelete("/{id}", Remove)
            .Changes("screen.remove")
            .WithSummary("移除一块屏幕 Remove a screen")
            .Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> CreatePairingCode(IdentityGrains identities) =>
        await identities.Screens.CreatePairingCode() is { } code
            ? TypedResults.Ok(code)
            : ProblemResults.Create(429, "too_many_codes");

    private static async Task<IResult> ClaimPairing(
        string code, ClaimPairingRequest body, HttpContext context, IdentityGrains identities)
    {
        var status = await identities.Screens.ClaimPairingCode(code, body.Secret ?? "");
        if (!status.IsOpen) return ProblemResults.Create(404, "code_expired");
        if (status.Credentials is { } screen) CookieHandler.SetScreenCookie(context, screen.Id, screen.Token);
        return TypedResults.Ok(new ClaimPairingResponse(status.Credentials?.Id));
    }

    private static async Task<IResult> Get(
        string id, HttpContext context, IdentityGrains identities, TopicAuthorization authorization)
    {
        if (!await authorization.MaySubscribe(context, context.User, $"screen/{id}"))
            return ProblemResults.Create(403, "not_allowed.screen");
        return await identities.Screens.Find(id) is { } screen
            ? TypedResults.Ok(screen)
            : CreateUnknownProblem(id);
    }

    private static async Task<IResult> ReportStatus(
        string id, ScreenStatusRequest body, HttpContext context, IdentityGrains identities)
    {
        var status = new ScreenStatus(
            default,
            body.Build ?? "",
            body.Scene,
            body.AsOf,
            body.IsLive,
            body.Width,
            body.Height,
            body.WorksOffline);
        return CookieHandler.GetScreenCredential(context) is var (screenId, token) && screenId == id
            && await identities.Screens.ReportStatus(id, token, status)
            ? TypedResults.NoContent()
            : ProblemResults.Create(401, "screen_not_paired");
    }

    private static async Task<IResult> List(string? cursor, HttpContext context, IdentityGrains identities)
    {
        var all = await identities.Screens.GetAll();
        var (rows, next, problem) = ListPage.Take(
            all.Screens, row => $"{row.Screen.Group}\u0001{row.Screen.Name}\u0001{row.Id}", cursor);
        if (problem is not null) return problem;
        ListPage.SetNext(context, next);
        return TypedResults.Ok(all with { Screens = [.. rows] });
    }

    private static async Task<IResult> Pair(
        PairScreenRequest body, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var result = await identities.Screens.Pair(body.Code?.Trim() ?? "", body.Name ?? "", body.Group ?? "");
        if (result.Screen is { } screen) await auditLog.Write(context, "screen.pair", screen.Id, after: screen.Name);
        return CreateResult(result);
    }

    private static async Task<IResult> Update(
        string id, ScreenSetup setup, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var before = await identities.Screens.Find(id);
        var result = await identities.Screens.Update(id, setup);
        if (result.Screen is { } screen && screen.Version == before?.Version) UnchangedResponse.Mark(context);
        else if (result.Screen is not null) await auditLog.Write(context, "screen.arrange", id, before, result.Screen);
        return CreateResult(result);
    }

    private static async Task<IResult> Remove(
        string id, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        if (!await identities.Screens.Remove(id)) return CreateUnknownProblem(id);
        await auditLog.Write(context, "screen.remove", id);
        return TypedResults.NoContent();
    }

    // Executes the command on each screen independently; if all screens reject it, the command itself is invalid.
    private static async Task<IResult> SendCommand(
        ScreenCommandsRequest body, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        if (body.Order is not { } command || body.Screens is not { Length: > 0 and <= MaxScreensPerCommand } screens)
            return ProblemResults.Create(422, "screens_missing", MaxScreensPerCommand);
        var results = await Task.WhenAll(screens.Distinct().Select(
            async id => (
                Id: id,
                Before: (await identities.Screens.Find(id))?.Version,
                Result: await identities.Screens.ExecuteCommand(id, command))));
        if (results.All(pair => pair.Result.Error is not null)) return CreateResult(results[0].Result);
        ImmutableArray<string> accepted =
            [.. results.Where(pair => pair.Result.Error is null).Select(pair => pair.Id)];
        ImmutableArray<RejectedCommand> rejected =
        [
            .. from pair in results
               where pair.Result.Error is not null
               select new RejectedCommand(pair.Id, pair.Result.Error!.Code, MessageFormatter.Format(pair.Result.Error)),
        ];
        var changed = results.Where(row => row.Result.Screen is { } screen && screen.Version != row.Before)
            .Select(row => row.Id)
            .ToList();
        if (changed.Count == 0) UnchangedResponse.Mark(context);
        else await auditLog.Write(context, "screen.order", string.Join(' ', changed), after: command);
        return TypedResults.Ok(new ScreenCommandsResponse(accepted, rejected));
    }

    private static IResult CreateResult(ScreenResult result) => result.Error switch
    {
        null => TypedResults.Ok(result.Screen),
        { Code: "screen_unknown" } error => ProblemResults.ForField(404, error),
        { Code: "screen_changed" } error => ProblemResults.ForField(409, error),
        var error => ProblemResults.ForField(422, error),
    };

    private static IResult CreateUnknownProblem(string id) =>
        ProblemResults.Create(404, "screen_unknown.path", id);

    internal sealed record ClaimPairingRequest([property: MaxLength(128)] string? Secret);

    /// <summary>Id of the screen; null until its code is entered.</summary>
    internal sealed record ClaimPairingResponse(string? Id);

    internal sealed record ScreenStatusRequest(
        [property: MaxLength(MaxStatusTextLength)] string? Build,
        [property: MaxLength(MaxStatusTextLength)] string? Scene,
        DateTimeOffset? AsOf,
        bool IsLive,
        int Width,
        int Height,
        bool? WorksOffline);

    internal sealed record PairScreenRequest(
        [property: MaxLength(32)] string? Code,
        [property: MaxLength(40)] string? Name,
        [property: MaxLength(40)] string? Group);

    internal sealed record ScreenCommandsRequest(
        [property: MaxLength(MaxScreensPerCommand), ItemMaxLength(64)] string[]? Screens, ScreenCommand? Order);

    internal sealed record ScreenCommandsResponse(
        ImmutableArray<string> Obeyed, ImmutableArray<RejectedCommand> Refused);

    internal sealed record RejectedCommand(string Screen, string Code, string Message);
}
