using System.Security.Claims;
using IpMonitor.Grains.Events;

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
        !Sources.Contains(draft.Source ?? "") ? new("source_not_yours", "source", $"这把密钥不能用来源“{draft.Source}”填报：可用 {string.Join('、', Sources)}，或请管理员另发密钥。")
        : Cities.Count > 0 && !Cities.Contains(draft.City ?? "") ? new("city_not_yours", "city", $"这把密钥不能填报“{draft.City}”的数据：可填 {string.Join('、', Cities)}，或请管理员另发密钥。")
        : null;
}
