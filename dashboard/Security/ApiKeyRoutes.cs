using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.ApiKeys;

namespace IpMonitor.Dashboard.Security;

/// <summary>Keys for machines: made, exchanged and ended by the province's administrators.</summary>
internal static class ApiKeyRoutes
{
    private const int DefaultOverlapHours = 24;

    public static void MapApiKeys(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/keys").WithTags("keys").RequireAuthorization(SecurityHosting.MayManageAccounts).ProducesProblem(401).ProducesProblem(403);
        api.MapGet("", async (IdentityGrains doorkeeper) => TypedResults.Ok((await doorkeeper.Keys.GetAll()).Select(ApiKeyRow.From))).WithSummary("全部密钥 All keys").Produces<IEnumerable<ApiKeyRow>>();
        api.MapPost("", Issue).WithSummary("发放密钥 Make a key").Produces<NewKeyResponse>().ProducesProblem(422);
        api.MapPost("/{id}/rotate", Rotate).WithSummary("更换密钥，旧的再用一段时间 Exchange a key; the one before works on for a while").Produces<NewKeyResponse>().ProducesProblem(404).ProducesProblem(422);
        api.MapDelete("/{id}", Revoke).WithSummary("吊销密钥 End a key at once").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> Issue(IssueKeyRequest body, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        var outcome = await doorkeeper.Keys.Issue(new(body.Name?.Trim() ?? "", body.Sources ?? [], body.Cities ?? [], body.PerMinute ?? 600, body.Until));
        return await CreateResult(outcome, "key.issue", context, trail);
    }

    private static async Task<IResult> Rotate(string id, int? hours, HttpContext context, IdentityGrains doorkeeper, AuditLog trail) =>
        await CreateResult(await doorkeeper.Keys.Rotate(id, hours ?? DefaultOverlapHours), "key.rotate", context, trail);

    private static async Task<IResult> Revoke(string id, HttpContext context, IdentityGrains doorkeeper, AuditLog trail)
    {
        if (!await doorkeeper.Keys.Revoke(id)) return Problems.Create(404, "key_unknown");
        await trail.Write(context, "key.revoke", id);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateResult(ApiKeyResult outcome, string action, HttpContext context, AuditLog trail)
    {
        if (outcome.Key is not { } key) return Problems.ForField(outcome.Error!.Code == "key_unknown" ? 404 : 422, outcome.Error);
        await trail.Write(context, action, key.Id, after: ApiKeyRow.From(key));
        return TypedResults.Ok(new NewKeyResponse(ApiKeyRow.From(key), outcome.Secret!));
    }

    internal sealed record IssueKeyRequest(string? Name, ImmutableArray<string>? Sources, ImmutableArray<string>? Cities, int? PerMinute, DateTimeOffset? Until);

    /// <summary>A key without what would open anything.</summary>
    internal sealed record ApiKeyRow(
        string Id, string Name, ImmutableArray<string> Sources, ImmutableArray<string> Cities, int PerMinute, DateTimeOffset? Until, DateTimeOffset Since,
        DateTimeOffset? BeforeUntil, DateTimeOffset? Used)
    {
        public static ApiKeyRow From(ApiKey key) => new(
            key.Id, key.Scope.Name, key.Scope.Sources, key.Scope.Cities, key.Scope.PerMinute, key.Scope.Until, key.Since, key.BeforeUntil, key.Used);
    }

    /// <summary>A key with its secret, shown this once.</summary>
    internal sealed record NewKeyResponse(ApiKeyRow Key, string Secret);
}
