using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Endpoint filter that requires a recent reauthentication, because a browser may be left open.</summary>
internal static class ReauthenticationFilter
{
    /// <summary>Requires the password within <c>Accounts:ReauthenticationLifetime</c>.</summary>
    /// <remarks>A caller without a session sends its credential with each request.</remarks>
    public static TBuilder RequireReauthentication<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint
        .WithMetadata(new ReauthenticationMetadata())
        .WithMetadata(new ProducesResponseTypeMetadata(403, typeof(ProblemDetails), ["application/problem+json"]))
        .AddEndpointFilter(Filter);

    private static async ValueTask<object?> Filter(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var identities = context.RequestServices.GetRequiredService<IdentityGrains>();
        return context.User.FindFirst(CookieHandler.SessionClaim) is not { } session
            || await identities.Accounts.IsReauthenticated(session.Value)
                ? await next(invocation)
                : ProblemResults.Create(403, "proof_needed");
    }
}
