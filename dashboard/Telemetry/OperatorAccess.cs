using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Records;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Telemetry;

/// <summary>
/// Admits operators to metrics and health details: a monitoring system that sends <c>Authorization: Bearer</c> with the key
/// of <c>IPM_OPERATOR_KEY</c>, or a signed-in administrator.
/// </summary>
internal static class OperatorAccess
{
    /// <summary>Name of the authorization policy.</summary>
    public const string Policy = "operate";

    public static void AddOperatorAccess(this IServiceCollection services, Settings settings) =>
        services.AddOptions<AuthorizationOptions>().Configure(authorization => authorization.AddPolicy(Policy, policy =>
            policy.RequireAssertion(asked => asked.User.IsInRole(Roles.Province) || HasKey(asked.Resource, settings.OperatorKey))));

    // Compares hashes, which takes as long for a wrong key as for the right one.
    private static bool HasKey(object? resource, string? key) =>
        key is not null && resource is HttpContext context
        && ApiKeyHandler.GetCredential(context.Request, "Bearer") is { } sent && Digest.Verify(sent, Digest.Compute(key));
}
