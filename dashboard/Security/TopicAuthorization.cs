using System.Security.Claims;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Screens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Security;

/// <summary>Who may watch what, and who no longer.</summary>
internal sealed class TopicAuthorization(IAuthorizationService authorization, PublicPages open, IdentityGrains doorkeeper, TimeProvider time)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    /// <summary>Whether somebody may watch a topic; a name that is none is for the source to refuse.</summary>
    public async Task<bool> MaySubscribe(HttpContext? context, ClaimsPrincipal who, string name)
    {
        if (Topic.Parse(name) is not { } topic) return true;
        var policy = topic.Kind switch
        {
            TopicKind.City => SecurityHosting.MayView(PageGroup.Cities),
            TopicKind.Campaign => SecurityHosting.MayView(PageGroup.Campaigns),
            TopicKind.Screens => SecurityHosting.MayControlScreens,
            TopicKind.Screen => open.IsPublic(PageGroup.Screens, context) ? SecurityHosting.MayReadLists : SecurityHosting.MayControlScreens,
            _ => SecurityHosting.MayView(PageGroup.Figures),
        };
        return (await authorization.AuthorizeAsync(who, context, policy)).Succeeded
            || (who.IsInRole(Roles.Screen) && await doorkeeper.Screens.Find(who.Identity!.Name!) is { } screen && ScreenDecider.Shows(screen, topic));
    }

    /// <summary>Ends a connection soon after the session, the key or the screen that opened it was ended.</summary>
    public void AbortWhenRevoked(HubCallerContext connection)
    {
        if (connection.User?.Identity is not { IsAuthenticated: true } || connection.GetHttpContext() is not { } context) return;
        var (request, looked) = (new ConnectionCredentials(context), time.GetTimestamp());
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(_ =>
        {
            if (time.GetElapsedTime(looked) < CheckInterval) return;
            looked = time.GetTimestamp();
            _ = Look();
        }, connection);

        async Task Look()
        {
            try
            {
                if (!await request.AreValid(doorkeeper)) connection.Abort();
            }
            catch (Exception fault) when (fault is OrleansException or TimeoutException or Grains.Journal.JournalException)
            {
                // Whoever cannot be asked just now has not been told to go.
            }
        }
    }

    /// <summary>What a connection was opened with; a browser may hold more, such as the cookie of a session long ended.</summary>
    private sealed class ConnectionCredentials(HttpContext context)
    {
        private readonly string? _session = context.User.HasClaim(claim => claim.Type == CookieHandler.SessionClaim) ? CookieHandler.GetSessionToken(context) : null;
        private readonly (string Id, string Token)? _screen = CookieHandler.GetScreenCredential(context);
        private readonly string? _key = context.User.IsInRole(Roles.Machine) ? ApiKeyHandler.GetCredential(context.Request) : null;

        public async Task<bool> AreValid(IdentityGrains doorkeeper) =>
            _key is not null ? await doorkeeper.Keys.FindBySecret(_key) is not null
            : _session is not null ? await doorkeeper.Accounts.FindSession(_session) is not null
            : _screen is not { } screen || await doorkeeper.Screens.VerifyToken(screen.Id, screen.Token);
    }
}
