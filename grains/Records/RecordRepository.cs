namespace IpMonitor.Grains.Records;

/// <summary>
/// The records of a kind, kept in memory by the grain that writes them. A record is stored before it changes in memory.
/// </summary>
internal sealed class RecordRepository<T>(IRecordStore store, RecordKind<T> kind)
    where T : class
{
    private Dictionary<string, (long Version, T Value)> _records = [];

    /// <summary>All records.</summary>
    public IEnumerable<T> All => _records.Values.Select(record => record.Value);

    /// <summary>Returns a record; null if there is none.</summary>
    public T? Find(string id) => _records.TryGetValue(id, out var record) ? record.Value : null;

    /// <summary>Loads all records from the store.</summary>
    public async Task Load() =>
        _records = (await store.GetAll(kind.Name))
            .ToDictionary(record => record.Id, record => (record.Version, RecordJson.Deserialize<T>(record.Text)));

    /// <summary>
    /// Stores a record; false, after reloading all records, if another activation wrote it meanwhile.
    /// </summary>
    public async Task<bool> Put(string id, T value)
    {
        var version = _records.TryGetValue(id, out var current) ? current.Version + 1 : 1;
        if (!await store.Put(kind.Name, new(id, version, RecordJson.Serialize(value))))
        {
            await Load();
            return false;
        }
        _records[id] = (version, value);
        return true;
    }

    /// <summary>Removes a record; false if there is none.</summary>
    public async Task<bool> Remove(string id)
    {
        if (!_records.ContainsKey(id)) return false;
        await store.Remove(kind.Name, id);
        return _records.Remove(id);
    }
}
