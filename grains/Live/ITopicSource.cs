using Orleans.Concurrency;

namespace IpMonitor.Grains.Live;

/// <summary>A grain that composes topics and notifies their observers of changes.</summary>
[Alias("ipm.topic-source")]
public interface ITopicSource : IGrainWithStringKey
{
    /// <summary>Receives a hint that a city has new events. The changes themselves are read from the journal.</summary>
    [Alias("city-changed"), OneWay]
    Task OnCityChanged(CityChanged change);

    /// <summary>
    /// Subscribes an observer to a topic, or renews its subscription, and returns the topic's state; null if there is
    /// no such topic. A subscription that is not renewed expires after <see cref="LiveOptions.ObserverExpiry"/>.
    /// </summary>
    [Alias("subscribe")]
    Task<TopicState?> Subscribe(string topic, ITopicObserver observer);

    /// <summary>Ends an observer's subscription to a topic.</summary>
    [Alias("unsubscribe")]
    Task Unsubscribe(string topic, ITopicObserver observer);
}
