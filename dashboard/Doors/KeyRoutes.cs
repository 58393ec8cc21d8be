using System.Collections.Immutable;
using IpMonitor.Dashboard.Wire;
using IpMonitor.Grains.ApiKeys;

namespace IpMonitor.Dashboard.Doors;

/// <summary>Keys for machines: made, exchanged and ended by the province's administrators.</summary>
internal static class KeyRoutes
{
    private const int Overlap = 24;

    public static void MapKeys(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/keys").WithTags("keys").RequireAuthorization(DoorsHosting.MayAdminister).ProducesProblem(401).ProducesProblem(403);
        api.MapGet("", async (Doorkeeper doorkeeper) => TypedResults.Ok((await doorkeeper.Keys.GetAll()).Select(KeyRow.Of))).WithSummary("全部密钥 All keys").Produces<IEnumerable<KeyRow>>();
        api.MapPost("", Issue).WithSummary("发放密钥 Make a key").Produces<NewKeyAnswer>().ProducesProblem(422);
        api.MapPost("/{id}/rotate", Rotate).WithSummary("更换密钥，旧的再用一段时间 Exchange a key; the one before works on for a while").Produces<NewKeyAnswer>().ProducesProblem(404).ProducesProblem(422);
        api.MapDelete("/{id}", Revoke).WithSummary("吊销密钥 End a key at once").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> Issue(KeyBody body, HttpContext context, Doorkeeper doorkeeper, Trail trail)
    {
        var outcome = await doorkeeper.Keys.Issue(new(body.Name?.Trim() ?? "", body.Sources ?? [], body.Cities ?? [], body.PerMinute ?? 600, body.Until));
        return await Answer(outcome, "key.issue", context, trail);
    }

    private static async Task<IResult> Rotate(string id, int? hours, HttpContext context, Doorkeeper doorkeeper, Trail trail) =>
        await Answer(await doorkeeper.Keys.Rotate(id, hours ?? Overlap), "key.rotate", context, trail);

    private static async Task<IResult> Revoke(string id, HttpContext context, Doorkeeper doorkeeper, Trail trail)
    {
        if (!await doorkeeper.Keys.Revoke(id)) return Problems.Of(404, "key_unknown", "没有这把密钥：可能已被吊销。");
        await trail.Write(context, "key.revoke", id);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Answer(ApiKeyResult outcome, string action, HttpContext context, Trail trail)
    {
        if (outcome.Key is not { } key) return Problems.Field(outcome.Error!.Code == "key_unknown" ? 404 : 422, outcome.Error);
        await trail.Write(context, action, key.Id, after: KeyRow.Of(key));
        return TypedResults.Ok(new NewKeyAnswer(KeyRow.Of(key), outcome.Secret!));
    }

    internal sealed record KeyBody(string? Name, ImmutableArray<string>? Sources, ImmutableArray<string>? Cities, int? PerMinute, DateTimeOffset? Until);

    /// <summary>A key without what would open anything.</summary>
    internal sealed record KeyRow(
        string Id, string Name, ImmutableArray<string> Sources, ImmutableArray<string> Cities, int PerMinute, DateTimeOffset? Until, DateTimeOffset Since,
        DateTimeOffset? BeforeUntil, DateTimeOffset? Used)
    {
        public static KeyRow Of(ApiKey key) => new(
            key.Id, key.Scope.Name, key.Scope.Sources, key.Scope.Cities, key.Scope.PerMinute, key.Scope.Until, key.Since, key.BeforeUntil, key.Used);
    }

    /// <summary>A key with its secret, shown this once.</summary>
    internal sealed record NewKeyAnswer(KeyRow Key, string Secret);
}
