using System.Net;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Live;

/// <summary>Who watches: what each address and each account has open, and whether that is enough.</summary>
internal sealed class Crowd(IOptions<LiveLimits> limits, HubMetrics metrics, TimeProvider time)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Party> _parties = [];

    /// <summary>How many addresses and accounts have anything open.</summary>
    public int Parties
    {
        get { lock (_turn) return _parties.Count; }
    }

    /// <summary>Seats a connection, of an account if it has one; null when its address or its account has enough of them.</summary>
    public Seat? TryEnter(IPAddress? address, string? account)
    {
        var most = limits.Value;
        lock (_turn)
        {
            var parties = new List<Party> { PartyOf($"address {address?.MapToIPv6()}", most.ConnectionsAnAddress, most.TopicsAnAddress) };
            if (account is not null) parties.Add(PartyOf($"account {account}", most.ConnectionsAnAccount, most.TopicsAnAccount));
            if (parties.Exists(party => party.Connections >= party.MostConnections)) return null;
            foreach (var party in parties)
            {
                party.Connections++;
                _parties[party.Name] = party;
            }
            return new(this, parties);
        }
    }

    private Party PartyOf(string name, int mostConnections, int mostTopics) =>
        _parties.GetValueOrDefault(name) ?? new(name, mostConnections, mostTopics);

    /// <summary>A connection's place: counts the topics that it shows, and knows since when it has shown none.</summary>
    internal sealed class Seat(Crowd crowd, List<Party> parties)
    {
        private readonly HashSet<string> _topics = [];
        private long _idleSince = crowd.Now;
        private bool _left;

        /// <summary>Whether it has shown no topic for longer than it may.</summary>
        public bool IsIdle
        {
            get { lock (crowd._turn) return _topics.Count == 0 && crowd.IsOver(_idleSince); }
        }

        /// <summary>Counts a topic; false when its address or its account shows enough others.</summary>
        public bool TryAdd(string topic)
        {
            lock (crowd._turn)
            {
                if (_left || parties.Exists(party => party.Topics.Count >= party.MostTopics && !party.Topics.ContainsKey(topic))) return false;
                if (!_topics.Add(topic)) return true;
                foreach (var party in parties) party.Topics[topic] = party.Topics.GetValueOrDefault(topic) + 1;
                crowd.Count(1);
                return true;
            }
        }

        /// <summary>Counts a topic no longer.</summary>
        public void Remove(string topic)
        {
            lock (crowd._turn)
            {
                if (!_topics.Remove(topic)) return;
                _idleSince = crowd.Now;
                crowd.Count(-1);
                foreach (var party in parties)
                    if (--party.Topics[topic] == 0) party.Topics.Remove(topic);
            }
        }

        /// <summary>Gives the place up, and answers the topics that it showed.</summary>
        public IReadOnlyList<string> Leave()
        {
            lock (crowd._turn)
            {
                _left = true;
                string[] shown = [.. _topics];
                foreach (var topic in shown) Remove(topic);
                foreach (var party in parties)
                    if (--party.Connections == 0) crowd._parties.Remove(party.Name);
                return shown;
            }
        }
    }

    private void Count(int topics) => metrics.AddSubscriptions(topics);

    private long Now => time.GetTimestamp();

    private bool IsOver(long idleSince) => time.GetElapsedTime(idleSince) > limits.Value.Idle;

    /// <summary>An address or an account, and how many connections show each of its topics.</summary>
    internal sealed record Party(string Name, int MostConnections, int MostTopics)
    {
        public int Connections { get; set; }

        public Dictionary<string, int> Topics { get; } = [];
    }
}
