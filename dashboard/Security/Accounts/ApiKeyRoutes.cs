using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.ApiKeys;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Maps API key management for administrators of the province.</summary>
internal static class ApiKeyRoutes
{
    private const int DefaultOverlapHours = 24;
    private const int DefaultRequestsPerMinute = 600;

    public static void MapApiKeys(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/keys")
            .WithTags("keys")
            .RequireAuthorization(Policies.MayManageAccounts)
            .ProducesProblem(401).ProducesProblem(403);
        api.MapGet("", List)
            .Reads()
            .WithSummary("全部密钥 List API keys")
            .Produces<IEnumerable<ApiKeyRow>>()
            .WithWorkbook<IEnumerable<ApiKeyRow>>(AccountWorkbooks.CreateKeys);
        api.MapPost("", Issue)
            .Changes("key.issue").RequireReauthentication()
            .WithSummary("发放密钥 Issue an API key")
            .Produces<NewKeyResponse>().ProducesProblem(422);
        api.MapPost("/{id}/rotate", Rotate)
            .Changes("key.rotate").RequireReauthentication()
            .WithSummary("更换密钥，旧的再用一段时间 Rotate an API key; the old one remains valid for some hours")
            .Produces<NewKeyResponse>().ProducesProblem(404).ProducesProblem(422);
        api.MapDelete("/{id}", Revoke)
            .Changes("key.revoke").RequireReauthentication()
            .WithSummary("吊销密钥 Revoke an API key at once")
            .Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> List(string? cursor, HttpContext context, IdentityGrains identities) =>
        ListPage.ToArray(
            context, await identities.Keys.GetAll(), key => $"{ListPage.Descending(key.Since)}{key.Id}", cursor,
            ApiKeyRow.From);

    private static async Task<IResult> Issue(
        IssueKeyRequest body, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var (scopes, sources) = (body.Scopes ?? [KeyScope.Report], body.Sources ?? []);
        // A key reports under the sources it has, so those and the scope must agree.
        if (scopes.Contains(KeyScope.Report) == sources.IsEmpty)
            return ProblemResults.ForField(422, ValidationError.Create("key_sources_invalid", "sources"));
        var result = await identities.Keys.Issue(new(
            body.Name?.Trim() ?? "",
            sources,
            body.Cities ?? [],
            body.PerMinute ?? DefaultRequestsPerMinute,
            body.Until,
            scopes.Contains(KeyScope.Read),
            body.Topics));
        return await CreateResult(result, "key.issue", context, auditLog);
    }

    private static async Task<IResult> Rotate(
        string id, int? hours, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        var result = await identities.Keys.Rotate(id, hours ?? DefaultOverlapHours);
        return await CreateResult(result, "key.rotate", context, auditLog);
    }

    private static async Task<IResult> Revoke(
        string id, HttpContext context, IdentityGrains identities, AuditLog auditLog)
    {
        if (!await identities.Keys.Revoke(id))
            return ProblemResults.Create(404, "key_unknown");
        await auditLog.Write(context, "key.revoke", id);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateResult(
        ApiKeyResult result, string action, HttpContext context, AuditLog auditLog)
    {
        if (result.Key is not { } key)
            return ProblemResults.ForField(result.Error!.Code == "key_unknown" ? 404 : 422, result.Error);
        await auditLog.Write(context, action, key.Id, after: ApiKeyRow.From(key));
        return TypedResults.Ok(new NewKeyResponse(ApiKeyRow.From(key), result.Secret!));
    }

    internal sealed record IssueKeyRequest(
        [property: MaxLength(40)] string? Name,
        [property: MaxLength(50), ItemMaxLength(64)] ImmutableArray<string>? Sources,
        [property: MaxLength(100), ItemMaxLength(16)] ImmutableArray<string>? Cities,
        int? PerMinute,
        DateTimeOffset? Until,
        [property: MaxLength(2)] ImmutableArray<KeyScope>? Scopes,
        [property: MaxLength(50), ItemMaxLength(128)] ImmutableArray<string>? Topics);

    /// <summary>An API key without its secret.</summary>
    internal sealed record ApiKeyRow(
        string Id,
        string Name,
        ImmutableArray<string> Sources,
        ImmutableArray<string> Cities,
        int PerMinute,
        DateTimeOffset? Until,
        DateTimeOffset Since,
        DateTimeOffset? BeforeUntil,
        DateTimeOffset? Used,
        ImmutableArray<KeyScope> Scopes,
        ImmutableArray<string> Topics)
    {
        public static ApiKeyRow From(ApiKey key) => new(
            key.Id,
            key.Scope.Name,
            key.Scope.Sources,
            key.Scope.Cities,
            key.Scope.PerMinute,
            key.Scope.Until,
            key.Since,
            key.BeforeUntil,
            key.Used,
            [.. KeyScopes.Get(key.Scope)],
            key.Scope.Topics ?? []);
    }

    /// <summary>An API key with its secret, which cannot be read later.</summary>
    internal sealed record NewKeyResponse(ApiKeyRow Key, string Secret);
}
