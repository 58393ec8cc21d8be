using System.Security.Claims;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Sources and cities for which a machine's API key may report events.</summary>
/// <param name="Sources">The allowed sources.</param>
/// <param name="Cities">Codes of the allowed cities; empty means all.</param>
internal sealed record ApiKeyScope(HashSet<string> Sources, HashSet<string> Cities)
{
    /// <summary>Returns the scope of a caller; null if the caller is not limited.</summary>
    public static ApiKeyScope? FromPrincipal(ClaimsPrincipal user) => user.IsInRole(Roles.Machine)
        ? new(
            [.. user.FindAll(ApiKeyHandler.SourceClaim).Select(claim => claim.Value)],
            [.. user.FindAll(CurrentUser.CityClaim).Select(claim => claim.Value)])
        : null;

    /// <summary>Returns why an event is outside the scope, or null.</summary>
    public ValidationError? Validate(EventInput input)
    {
        if (!Sources.Contains(input.Source ?? ""))
            return new(
                "source_not_yours",
                "source",
                $"这把密钥不能用来源“{input.Source}”填报：可用 {string.Join('、', Sources)}，或请管理员另发密钥。");
        return Cities.Count > 0 && !Cities.Contains(input.City ?? "")
            ? new(
                "city_not_yours",
                "city",
                $"这把密钥不能填报“{input.City}”的数据：可填 {string.Join('、', Cities)}，或请管理员另发密钥。")
            : null;
    }
}
