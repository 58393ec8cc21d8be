using System.Collections.Immutable;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Cities whose single events a caller may see, at REST addresses and in topics.</summary>
/// <param name="Cities">Codes of the cities, separated by spaces; null means all, and empty means none.</param>
internal sealed record EventScope(string? Cities)
{
    /// <summary>The scope that includes every event.</summary>
    public static readonly EventScope All = new((string?)null);

    /// <summary>The scope that includes no event.</summary>
    public static readonly EventScope None = new("");

    /// <summary>Returns the scope of a connection to the hub.</summary>
    /// <remarks>A paired screen subscribes to topics with events only if they belong to its scenes.</remarks>
    public static EventScope FromConnection(HttpContext context) =>
        context.User.IsInRole(Roles.Screen) ? All : FromContext(context);

    /// <summary>Returns the scope of the caller of a REST address.</summary>
    public static EventScope FromContext(HttpContext context)
    {
        var (user, services) = (context.User, context.RequestServices);
        if (!AuthorizationHosting.IsViewer(user)
            && !services.GetRequiredService<PublicPages>().IsPublic(PageGroup.Events, context))
            return None;
        if (KeyReadScope.FromPrincipal(user) is { } key) return FromKey(key, services);
        var caller = CurrentUser.FromContext(context);
        return caller.Role == Roles.Bureau ? new(caller.City ?? "") : All;
    }

    /// <summary>Returns true if the caller may see events of a city; empty stands for events of all cities.</summary>
    public bool Includes(string city) =>
        Cities is null || (city.Length > 0 && Cities.Split(' ').Contains(city));

    /// <summary>Removes the events outside the scope from the data of a topic.</summary>
    public TopicData Limit(TopicData data) => this == All ? data : data switch
    {
        FeedResponse feed => feed with { Events = Limit(feed.Events) },
        CampaignResponse campaign => Limit(campaign),
        _ => data,
    };

    /// <summary>Removes the events outside the scope from a campaign.</summary>
    public CampaignResponse Limit(CampaignResponse campaign) => campaign with { Latest = Limit(campaign.Latest) };

    private ImmutableArray<EventRow> Limit(ImmutableArray<EventRow> events) =>
        events.RemoveAll(row => !Includes(row.City));

    private static EventScope FromKey(KeyReadScope key, IServiceProvider services) =>
        key.Includes(KeyReadScopeFilter.Feed)
            ? All
            : new(string.Join(' ', services.GetRequiredService<ReferenceDataStore>().Current.Places.Cities
                .Select(city => city.Code)
                .Where(city => key.Includes(new($"city/{city}/", TopicKind.City, city, "")))));
}
