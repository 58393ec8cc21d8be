using System.Collections.Immutable;

namespace IpMonitor.Grains.Screens;

/// <summary>A stored screen, with a hash of its token.</summary>
public sealed record StoredScreen(ScreenState Screen, string TokenHash);

/// <summary>Stores the paired screens.</summary>
public interface IScreenStore
{
    /// <summary>Returns all paired screens.</summary>
    Task<ImmutableArray<StoredScreen>> GetAll();

    /// <summary>Stores a screen; false, without change, if its version does not follow the stored version.</summary>
    Task<bool> Put(StoredScreen screen);

    /// <summary>Removes a screen.</summary>
    Task Remove(string id);
}
