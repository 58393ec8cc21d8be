using System.Net;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Live;

/// <summary>Who watches: what each address and each account has open, and whether that is enough.</summary>
internal sealed class ConnectionLimiter(IOptions<LiveLimitOptions> limits, HubMetrics metrics, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConnectionQuota> _quotas = [];

    /// <summary>How many addresses and accounts have anything open.</summary>
    public int QuotaCount
    {
        get { lock (_lock) return _quotas.Count; }
    }

    /// <summary>Seats a connection, of an account if it has one; null when its address or its account has enough of them.</summary>
    public ConnectionLease? TryAcquire(IPAddress? address, string? account)
    {
        var most = limits.Value;
        lock (_lock)
        {
            var parties = new List<ConnectionQuota> { GetQuota($"address {address?.MapToIPv6()}", most.ConnectionsPerAddress, most.TopicsPerAddress) };
            if (account is not null) parties.Add(GetQuota($"account {account}", most.ConnectionsPerAccount, most.TopicsPerAccount));
            if (parties.Exists(party => party.Connections >= party.MaxConnections)) return null;
            foreach (var party in parties)
            {
                party.Connections++;
                _quotas[party.Name] = party;
            }
            return new(this, parties);
        }
    }

    private ConnectionQuota GetQuota(string name, int mostConnections, int mostTopics) =>
        _quotas.GetValueOrDefault(name) ?? new(name, mostConnections, mostTopics);

    /// <summary>A connection's place: counts the topics that it shows, and knows since when it has shown none.</summary>
    internal sealed class ConnectionLease(ConnectionLimiter crowd, List<ConnectionQuota> parties)
    {
        private readonly HashSet<string> _topics = [];
        private long _idleSince = crowd.Now;
        private bool _isReleased;

        /// <summary>Whether it has shown no topic for longer than it may.</summary>
        public bool IsIdle
        {
            get { lock (crowd._lock) return _topics.Count == 0 && crowd.IsIdleTooLong(_idleSince); }
        }

        /// <summary>Counts a topic; false when its address or its account shows enough others.</summary>
        public bool TryAddTopic(string topic)
        {
            lock (crowd._lock)
            {
                if (_isReleased || parties.Exists(party => party.Topics.Count >= party.MaxTopics && !party.Topics.ContainsKey(topic))) return false;
                if (!_topics.Add(topic)) return true;
                foreach (var party in parties) party.Topics[topic] = party.Topics.GetValueOrDefault(topic) + 1;
                crowd.CountTopics(1);
                return true;
            }
        }

        /// <summary>Counts a topic no longer.</summary>
        public void RemoveTopic(string topic)
        {
            lock (crowd._lock)
            {
                if (!_topics.Remove(topic)) return;
                _idleSince = crowd.Now;
                crowd.CountTopics(-1);
                foreach (var party in parties)
                    if (--party.Topics[topic] == 0) party.Topics.Remove(topic);
            }
        }

        /// <summary>Gives the place up, and answers the topics that it showed.</summary>
        public IReadOnlyList<string> Release()
        {
            lock (crowd._lock)
            {
                _isReleased = true;
                string[] shown = [.. _topics];
                foreach (var topic in shown) RemoveTopic(topic);
                foreach (var party in parties)
                    if (--party.Connections == 0) crowd._quotas.Remove(party.Name);
                return shown;
            }
        }
    }

    private void CountTopics(int topics) => metrics.AddSubscriptions(topics);

    private long Now => time.GetTimestamp();

    private bool IsIdleTooLong(long idleSince) => time.GetElapsedTime(idleSince) > limits.Value.IdleTimeout;

    /// <summary>An address or an account, and how many connections show each of its topics.</summary>
    internal sealed record ConnectionQuota(string Name, int MaxConnections, int MaxTopics)
    {
        public int Connections { get; set; }

        public Dictionary<string, int> Topics { get; } = [];
    }
}
