using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Records;
using Microsoft.AspNetCore.Authorization;

namespace IpMonitor.Dashboard.Telemetry;

/// <summary>
/// Authorizes access to metrics and health details: by <c>Authorization: Bearer</c> with the key of
/// <c>IPM_OPERATOR_KEY</c>, or as a signed-in administrator.
/// </summary>
internal static class OperatorAccess
{
    /// <summary>Name of the authorization policy.</summary>
    public const string Policy = "operate";

    /// <summary>Adds the policy.</summary>
    public static void AddOperatorAccess(this IServiceCollection services, StartupSettings settings) =>
        services.AddOptions<AuthorizationOptions>().Configure(options => options.AddPolicy(
            Policy, policy => policy.RequireAssertion(context =>
                context.User.IsInRole(Roles.Province) || HasKey(context.Resource, settings.OperatorKey))));

    // Compares hashes in constant time.
    private static bool HasKey(object? resource, string? key) =>
        key is not null && resource is HttpContext context
        && ApiKeyHandler.GetCredential(context.Request, "Bearer") is { } credential
        && Digest.Verify(credential, Digest.Compute(key));
}
