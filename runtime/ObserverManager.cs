using System.Collections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Utilities;

/// <summary>The observers of a grain, known by their references.</summary>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log) : ObserverManager<IAddressable, TObserver>(expiration, log);

/// <summary>The observers of a grain: those that do not subscribe again in time are forgotten, and those that throw at once.</summary>
public class ObserverManager<TIdentity, TObserver>(TimeSpan expiration, ILogger log) : IEnumerable<TObserver> where TIdentity : notnull
{
    private readonly Dictionary<TIdentity, (TObserver Observer, DateTime LastSeen)> _observers = [];

    /// <summary>The clock.</summary>
    public Func<DateTime> GetDateTime { get; set; } = () => DateTime.UtcNow;

    /// <summary>How long an observer is remembered.</summary>
    public TimeSpan ExpirationDuration { get; set; } = expiration;

    /// <summary>How many there are, expired ones among them.</summary>
    public int Count => _observers.Count;

    /// <summary>Forgets all.</summary>
    public void Clear() => _observers.Clear();

    /// <summary>Adds an observer, or remembers it anew.</summary>
    public void Subscribe(TIdentity id, TObserver observer) => _observers[id] = (observer, GetDateTime());

    /// <summary>Forgets an observer.</summary>
    public void Unsubscribe(TIdentity id) => _observers.Remove(id);

    /// <summary>Tells all of them; those that throw or have expired are forgotten.</summary>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, (observer, _)) in Alive(predicate))
        {
            try
            {
                await notification(observer);
            }
            catch (Exception fault)
            {
                Defunct(id, fault);
            }
        }
    }

    /// <summary>Tells all of them; those that throw or have expired are forgotten.</summary>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, (observer, _)) in Alive(predicate))
        {
            try
            {
                notification(observer);
            }
            catch (Exception fault)
            {
                Defunct(id, fault);
            }
        }
    }

    /// <summary>Forgets those that have expired.</summary>
    public void ClearExpired()
    {
        foreach (var (id, (_, lastSeen)) in _observers.ToList())
            if (IsExpired(lastSeen)) _observers.Remove(id);
    }

    /// <inheritdoc/>
    public IEnumerator<TObserver> GetEnumerator() => _observers.Values.Select(entry => entry.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<KeyValuePair<TIdentity, (TObserver Observer, DateTime LastSeen)>> Alive(Func<TObserver, bool>? predicate)
    {
        ClearExpired();
        return [.. _observers.Where(entry => predicate?.Invoke(entry.Value.Observer) != false)];
    }

    private bool IsExpired(DateTime lastSeen) => lastSeen + ExpirationDuration < GetDateTime();

    private void Defunct(TIdentity id, Exception fault)
    {
        _observers.Remove(id);
        ObserverManagerLog.Threw(log, fault);
    }
}

internal static partial class ObserverManagerLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "An observer threw and is forgotten")]
    public static partial void Threw(ILogger log, Exception fault);
}
