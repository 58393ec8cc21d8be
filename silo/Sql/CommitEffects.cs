using System.Runtime.InteropServices;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>What the new events of a commit do, taken together: each bucket is written once, however many of them change it.</summary>
internal sealed class CommitEffects
{
    private readonly Dictionary<BucketKey, Bucket> _added = [];
    private readonly Dictionary<BucketKey, Bucket> _set = [];
    private readonly Dictionary<BucketKey, Bucket> _put = [];
    private readonly Dictionary<EventKey, EventState> _states = [];

    /// <summary>What is added to buckets of sums and means.</summary>
    public IReadOnlyCollection<Bucket> Added => _added.Values;

    /// <summary>Readings that take the place of the ones before; the count is added.</summary>
    public IReadOnlyCollection<Bucket> Set => _set.Values;

    /// <summary>Buckets worked out anew.</summary>
    public IReadOnlyCollection<Bucket> Put => _put.Values;

    /// <summary>How many buckets are added to or set.</summary>
    public int ChangedCount => _added.Count + _set.Count;

    /// <summary>Events whose state becomes another.</summary>
    public IReadOnlyDictionary<EventKey, EventState> States => _states;

    /// <summary>Takes what a new event does.</summary>
    public void Add(AppendEntry entry)
    {
        foreach (var change in entry.Changes)
        {
            if (_put.TryGetValue(change.Key, out var anew))
            {
                _put[change.Key] = anew.Apply(change);
                continue;
            }
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(change.Op == EventOperation.Set ? _set : _added, change.Key, out _);
            bucket = (bucket ?? Bucket.Empty(change.Key)).Apply(change);
        }
        Add(entry.Buckets, entry.States);
    }

    /// <summary>Takes buckets worked out anew, and states.</summary>
    public void Add(IEnumerable<Bucket> buckets, IEnumerable<EventStateChange> states)
    {
        foreach (var bucket in buckets)
        {
            _added.Remove(bucket.Key);
            _set.Remove(bucket.Key);
            _put[bucket.Key] = bucket;
        }
        foreach (var (key, state) in states) _states[key] = state;
    }
}
