using System.Collections.Immutable;

namespace IpMonitor.Grains.Screens;

/// <summary>A paired screen as it is kept; of its token only a hash.</summary>
public sealed record StoredScreen(ScreenResponse Screen, string TokenHash);

/// <summary>Where paired screens are kept.</summary>
public interface IScreenStore
{
    /// <summary>All that are paired.</summary>
    Task<ImmutableArray<StoredScreen>> GetAll();

    /// <summary>Keeps a screen; false, and nothing is kept, when its version does not follow the one that is there.</summary>
    Task<bool> Put(StoredScreen screen);

    /// <summary>Forgets a screen.</summary>
    Task Remove(string id);
}
