using System.Security.Claims;
using IpMonitor.Dashboard.Security.Authentication;
using Microsoft.AspNetCore.Authorization;
using static IpMonitor.Dashboard.Security.Authorization.Policies;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Registers the authorization policies. Endpoints without a policy are closed.</summary>
internal static class AuthorizationHosting
{
    private static readonly string[] ViewerRoles =
        [Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Organizer, Roles.Auditor, Roles.Bootstrap, Roles.Reader];

    private static readonly string[] ListReaderRoles = [.. ViewerRoles, Roles.Machine, Roles.Screen];

    private static readonly string[] ScreenControllerRoles = [Roles.Province, Roles.Organizer, Roles.Bootstrap];

    public static void AddAuthorizationPolicies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RefusalLog>();
        builder.Services.AddSingleton<TopicAuthorization>();
        builder.Services.AddAuthorization();
        builder.Services.AddOptions<AuthorizationOptions>().Configure<PublicPages>(AddPolicies);
    }

    private static void AddPolicies(AuthorizationOptions options, PublicPages publicPages)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
        options.AddPolicy(MayReportEvents, policy => policy
            .AddAuthenticationSchemes(ApiKeyHandler.SchemeName)
            .RequireRole(Roles.Bootstrap, Roles.Machine));
        options.AddPolicy(MaySubmit, policy => policy.RequireRole(Roles.Province, Roles.Bureau, Roles.Bootstrap));
        options.AddPolicy(MayReview, policy => policy.RequireRole(Roles.Province, Roles.Reviewer, Roles.Bootstrap));
        options.AddPolicy(MayViewSubmissions, policy => policy.RequireRole(
            Roles.Province, Roles.Bureau, Roles.Reviewer, Roles.Auditor, Roles.Bootstrap));
        options.AddPolicy(MayEditReference, policy => policy.RequireRole(
            Roles.Province, Roles.Organizer, Roles.Bootstrap));
        options.AddPolicy(MayReadReference, policy => policy.RequireRole(ViewerRoles));
        options.AddPolicy(MayManageAccounts, policy => policy.RequireRole(Roles.Province));
        options.AddPolicy(MayReadAuditLog, policy => policy.RequireRole(Roles.Province, Roles.Auditor));
        options.AddPolicy(IsSignedIn, policy => policy.RequireClaim(CookieHandler.SessionClaim));
        options.AddPolicy(MayReadLists, policy => policy.RequireAssertion(context =>
            IsInAnyRole(context, ListReaderRoles) || publicPages.HasAny(context.Resource)));
        options.AddPolicy(MayControlScreens, policy => policy.RequireAssertion(context =>
            IsInAnyRole(context, ScreenControllerRoles) || publicPages.IsLocalDemo(context.Resource)));
        foreach (var pages in Enum.GetValues<PageGroup>())
            options.AddPolicy(MayView(pages), policy => policy.RequireAssertion(context =>
                IsViewer(context.User) || publicPages.IsPublic(pages, context.Resource)));
    }

    /// <summary>Returns true if a caller may view all page groups.</summary>
    public static bool IsViewer(ClaimsPrincipal user) => Array.Exists(ViewerRoles, user.IsInRole);

    private static bool IsInAnyRole(AuthorizationHandlerContext context, string[] roles) =>
        Array.Exists(roles, context.User.IsInRole);
}
