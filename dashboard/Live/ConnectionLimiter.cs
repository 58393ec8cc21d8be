using System.Net;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Live;

/// <summary>Limits the open connections and topics per address and per account, in this process.</summary>
internal sealed class ConnectionLimiter(IOptions<LiveLimitOptions> options, HubMetrics metrics, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConnectionQuota> _quotas = [];

    /// <summary>Number of addresses and accounts that have an open connection.</summary>
    public int QuotaCount
    {
        get { lock (_lock) return _quotas.Count; }
    }

    private long Now => time.GetTimestamp();

    /// <summary>Acquires a lease for a connection; returns null if a limit is reached.</summary>
    /// <param name="address">Address of the client.</param>
    /// <param name="account">Name of the account or key; null if the client is anonymous.</param>
    public ConnectionLease? TryAcquire(IPAddress? address, string? account)
    {
        var limits = options.Value;
        lock (_lock)
        {
            List<ConnectionQuota> quotas =
            [
                GetQuota($"address {address?.MapToIPv6()}", limits.ConnectionsPerAddress, limits.TopicsPerAddress),
            ];
            if (account is not null)
                quotas.Add(GetQuota(
                    $"account {account}", limits.ConnectionsPerAccount, limits.TopicsPerAccount));
            if (quotas.Exists(quota => quota.Connections >= quota.MaxConnections)) return null;
            foreach (var quota in quotas)
            {
                quota.Connections++;
                _quotas[quota.Name] = quota;
            }
            return new(this, quotas);
        }
    }

    private ConnectionQuota GetQuota(string name, int maxConnections, int maxTopics) =>
        _quotas.GetValueOrDefault(name) ?? new(name, maxConnections, maxTopics);

    private void CountTopics(int topics) => metrics.AddSubscriptions(topics);

    private bool IsIdleTooLong(long idleSince) => time.GetElapsedTime(idleSince) > options.Value.IdleTimeout;

    /// <summary>Right of one connection to be open; counts its topics.</summary>
    internal sealed class ConnectionLease(ConnectionLimiter limiter, List<ConnectionQuota> quotas)
    {
        private readonly HashSet<string> _topics = [];
        private long _idleSince = limiter.Now;
        private bool _isReleased;

        /// <summary>Whether the connection has had no topic for longer than the idle timeout.</summary>
        public bool IsIdle
        {
            get { lock (limiter._lock) return _topics.Count == 0 && limiter.IsIdleTooLong(_idleSince); }
        }

        /// <summary>Adds a topic; returns false if a limit is reached or the lease is released.</summary>
        public bool TryAddTopic(string topic)
        {
            lock (limiter._lock)
            {
                if (_isReleased || quotas.Exists(quota => IsExhausted(quota, topic))) return false;
                if (!_topics.Add(topic)) return true;
                foreach (var quota in quotas) quota.Topics[topic] = quota.Topics.GetValueOrDefault(topic) + 1;
                limiter.CountTopics(1);
                return true;
            }
        }

        /// <summary>Removes a topic, if the connection has it.</summary>
        public void RemoveTopic(string topic)
        {
            lock (limiter._lock)
            {
                if (!_topics.Remove(topic)) return;
                _idleSince = limiter.Now;
                limiter.CountTopics(-1);
                foreach (var quota in quotas)
                    if (--quota.Topics[topic] == 0) quota.Topics.Remove(topic);
            }
        }

        /// <summary>Releases the lease and returns the topics that the connection had.</summary>
        public IReadOnlyList<string> Release()
        {
            lock (limiter._lock)
            {
                _isReleased = true;
                string[] topics = [.. _topics];
                foreach (var topic in topics) RemoveTopic(topic);
                foreach (var quota in quotas)
                    if (--quota.Connections == 0) limiter._quotas.Remove(quota.Name);
                return topics;
            }
        }

        // A topic that another connection of the quota shows does not count again.
        private static bool IsExhausted(ConnectionQuota quota, string topic) =>
            quota.Topics.Count >= quota.MaxTopics && !quota.Topics.ContainsKey(topic);
    }

    /// <summary>Usage and limits of one address or account.</summary>
    internal sealed record ConnectionQuota(string Name, int MaxConnections, int MaxTopics)
    {
        /// <summary>Number of open connections.</summary>
        public int Connections { get; set; }

        /// <summary>Number of connections for each topic.</summary>
        public Dictionary<string, int> Topics { get; } = [];
    }
}
