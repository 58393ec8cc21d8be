using System.Security.Claims;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Screens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Authorizes subscriptions to topics, and closes connections whose credentials are revoked.</summary>
internal sealed class TopicAuthorization(
    IAuthorizationService authorization, PublicPages publicPages, IdentityGrains identities, TimeProvider time)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    /// <summary>Returns true if a user may subscribe to a topic, or if the name is not that of a topic.</summary>
    public async Task<bool> MaySubscribe(HttpContext? context, ClaimsPrincipal user, string name)
    {
        if (Topic.Parse(name) is not { } topic) return true;
        if (KeyReadScope.FromPrincipal(user)?.Includes(topic) == false) return false;
        var isScreen = user.IsInRole(Roles.Screen);
        // A screen sees the events of its scenes, also where the public sees a campaign without events.
        if (!(isScreen && topic.Kind is (TopicKind.Campaign or TopicKind.Feed))
            && (await authorization.AuthorizeAsync(user, context, GetPolicy(context, topic))).Succeeded)
            return true;
        return isScreen
            && await identities.Screens.Find(user.Identity!.Name!) is { } screen
            && ScreenDecider.MayReadTopic(screen, topic);
    }

    /// <summary>Closes a connection within seconds after its session, API key or screen is revoked.</summary>
    public void AbortWhenRevoked(HubCallerContext connection)
    {
        if (connection.User?.Identity is not { IsAuthenticated: true }
            || connection.GetHttpContext() is not { } context)
            return;
        var (credentials, checkedAt) = (new ConnectionCredentials(context), time.GetTimestamp());
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(_ =>
        {
            if (time.GetElapsedTime(checkedAt) < CheckInterval) return;
            checkedAt = time.GetTimestamp();
            _ = Check();
        }, connection);

        async Task Check()
        {
            try
            {
                if (!await credentials.AreValid(identities)) connection.Abort();
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or JournalException)
            {
                // An outage of the store does not close connections; the next check decides.
            }
        }
    }

    private string GetPolicy(HttpContext? context, Topic topic) => topic.Kind switch
    {
        TopicKind.City => Policies.MayView(PageGroup.Cities),
        TopicKind.Campaign => Policies.MayView(PageGroup.Campaigns),
        TopicKind.Screens => Policies.MayControlScreens,
        TopicKind.Screen => publicPages.IsPublic(PageGroup.Screens, context)
            ? Policies.MayReadLists
            : Policies.MayControlScreens,
        TopicKind.Feed => Policies.MayView(PageGroup.Events),
        TopicKind.Ranking or TopicKind.Province => Policies.MayView(PageGroup.Figures),
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic.Kind, null),
    };
}
