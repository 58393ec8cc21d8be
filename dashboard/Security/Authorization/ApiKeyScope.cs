using System.Security.Claims;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

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
            return ValidationError.Create("source_not_yours.key",
                "source", input.Source ?? "", MessageArgument.List(Sources));
        return Cities.Count > 0 && !Cities.Contains(input.City ?? "")
            ? ValidationError.Create("city_not_yours.key",
                "city", input.City ?? "", MessageArgument.List(Cities))
            : null;
    }
}
