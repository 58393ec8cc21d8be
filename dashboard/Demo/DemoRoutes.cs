using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Maps the sign-in as a persona of the demo, for requests from the same machine.</summary>
internal static class DemoRoutes
{
    public static void MapPersonas(this WebApplication app) =>
        app.MapPost("/api/v1/demo/session", SignIn)
            .AllowAnonymous()
            .Changes("session.enter")
            .ExcludeFromDescription();

    private static async Task<IResult> SignIn(
        PersonaRequest body, HttpContext context, IdentityGrains identities, PublicPages publicPages, AuditLog auditLog)
    {
        if (!publicPages.IsLocalDemo(context)) return ProblemResults.NotFound();
        if (Array.Find(DemoPersona.All, persona => persona.Key == body.Persona) is not { } persona)
            return ProblemResults.NotFound();
        var account = await persona.EnsureAccount(identities);
        if (await identities.Accounts.SignIn(account.Name, CookieHandler.GetClientInfo(context), totpStep: null)
            is not { } session)
            return ProblemResults.Create(
                401, "sign_in_refused", MaintenanceCommand.Format("account recover NAME"));
        var user = CurrentUser.FromContext(context) with { Name = account.Name, Role = Roles.GetRole(account.Role) };
        await auditLog.Write(context, "session.enter", account.Name, after: "demo", user: user);
        await CookieHandler.ReplaceSession(context, identities, session);
        return TypedResults.NoContent();
    }

    internal sealed record PersonaRequest(string? Persona);
}
