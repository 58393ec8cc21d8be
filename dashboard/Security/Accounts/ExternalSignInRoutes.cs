using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace IpMonitor.Dashboard.Security.Accounts;

/// <summary>Maps sign-in through the external provider, and sign-out by it.</summary>
internal static class ExternalSignInRoutes
{
    public static void MapExternalSignIn(this RouteGroupBuilder session)
    {
        session.MapGet("/office", Start)
            .AllowAnonymous()
            .ChangesUnaudited("The callback of the provider writes session.enter or session.refused.")
            .RequireSameOrigin()
            .RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("经统一身份认证登录 Sign in with the external account system")
            .Produces(302).ProducesProblem(404);
        // Requests of the provider, which count for the limit of its address.
        session.MapPost("/office/logout", BackChannelLogout.EndSessions)
            .AllowAnonymous()
            .Changes("session.end")
            .WithSummary("统一身份认证结束登录 End the sessions that the external account system has ended")
            .Produces<BackChannelLogout.EndedSessionsResponse>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<IResult> Start(
        bool? again, IAuthenticationSchemeProvider schemes, TimeProvider time, HttpContext context)
    {
        if (await schemes.GetSchemeAsync(ExternalSignInScheme.SchemeName) is null) return ProblemResults.NotFound();
        await ExternalSignInScheme.Challenge(
            context, OpenIdConnectProvider.CreateProperties(isReauthentication: again is true, time));
        return Results.Empty;
    }
}
