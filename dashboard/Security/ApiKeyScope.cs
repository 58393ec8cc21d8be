using System.Security.Claims;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Security;

/// <summary>What a machine's key may report: under its sources, of its cities (none: any).</summary>
internal sealed record ApiKeyScope(HashSet<string> Sources, HashSet<string> Cities)
{
    /// <summary>The reach of who reports; null is everything.</summary>
    public static ApiKeyScope? FromPrincipal(ClaimsPrincipal sender) => sender.IsInRole(Roles.Machine)
        ? new([.. sender.FindAll(ApiKeyHandler.SourceClaim).Select(claim => claim.Value)], [.. sender.FindAll(CurrentUser.CityClaim).Select(claim => claim.Value)])
        : null;

    /// <summary>Why a row is beyond it, or null.</summary>
    public ValidationError? Validate(EventInput draft) =>
        !Sources.Contains(draft.Source ?? "") ? ValidationError.Create("source_not_yours.key", "source", draft.Source ?? "", MessageArgument.List(Sources))
        : Cities.Count > 0 && !Cities.Contains(draft.City ?? "") ? ValidationError.Create("city_not_yours.key", "city", draft.City ?? "", MessageArgument.List(Cities))
        : null;
}
