using System.Security.Claims;
using IpMonitor.Dashboard.Security.Authentication;
using IpMonitor.Grains.Live;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Topics that a machine's API key may read, by the hub or at their REST addresses.</summary>
/// <param name="Cities">Codes of the cities whose topics it may read; empty means any topic.</param>
/// <param name="Prefixes">Prefixes of the topics that it may read; empty means any.</param>
internal sealed record KeyReadScope(HashSet<string> Cities, string[] Prefixes)
{
    /// <summary>Returns the scope of a caller; null if the caller is no key that may read.</summary>
    public static KeyReadScope? FromPrincipal(ClaimsPrincipal user) => user.IsInRole(Roles.Reader)
        ? new(
            [.. user.FindAll(CurrentUser.CityClaim).Select(claim => claim.Value)],
            [.. user.FindAll(ApiKeyHandler.TopicClaim).Select(claim => claim.Value)])
        : null;

    /// <summary>Whether the key may read any topic.</summary>
    public bool IsUnlimited => Cities.Count == 0 && Prefixes.Length == 0;

    /// <summary>Returns true if the key may read a topic.</summary>
    /// <remarks>A key for some cities reads no topic that has figures of other cities.</remarks>
    public bool Includes(Topic topic) =>
        (Cities.Count == 0 || (topic.Kind == TopicKind.City && Cities.Contains(topic.Subject)))
        && (Prefixes.Length == 0
            || Array.Exists(Prefixes, prefix => topic.Name.StartsWith(prefix, StringComparison.Ordinal)));
}
