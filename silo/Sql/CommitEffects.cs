using System.Runtime.InteropServices;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Combines the bucket changes and states of the new events of a commit, so that each bucket is written once.
/// </summary>
internal sealed class CommitEffects
{
    private readonly Dictionary<BucketKey, Bucket> _added = [];
    private readonly Dictionary<BucketKey, Bucket> _set = [];
    private readonly Dictionary<BucketKey, Bucket> _put = [];
    private readonly Dictionary<EventKey, EventState> _states = [];

    /// <summary>Amounts to add to buckets of sums and means.</summary>
    public IReadOnlyCollection<Bucket> Added => _added.Values;

    /// <summary>Readings that replace the values of their buckets; their count is added.</summary>
    public IReadOnlyCollection<Bucket> Set => _set.Values;

    /// <summary>Recomputed buckets, which replace the stored ones.</summary>
    public IReadOnlyCollection<Bucket> Put => _put.Values;

    /// <summary>Number of buckets in <see cref="Added"/> and <see cref="Set"/>.</summary>
    public int ChangedCount => _added.Count + _set.Count;

    /// <summary>New states of events.</summary>
    public IReadOnlyDictionary<EventKey, EventState> States => _states;

    /// <summary>Adds the effects of a new event.</summary>
    public void Add(AppendEntry entry)
    {
        foreach (var change in entry.Changes)
        {
            if (_put.TryGetValue(change.Key, out var recomputed))
            {
                _put[change.Key] = recomputed.Apply(change);
                continue;
            }
            var buckets = change.Op == EventOperation.Set ? _set : _added;
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(buckets, change.Key, out _);
            bucket = (bucket ?? Bucket.Empty(change.Key)).Apply(change);
        }
        Add(entry.Buckets, entry.States);
    }

    /// <summary>Adds recomputed buckets and new states.</summary>
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
