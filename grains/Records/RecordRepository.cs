using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace IpMonitor.Grains.Records;

/// <summary>
/// The records of a kind, as the one grain that writes them holds them: all in memory, each on disk before it is changed here.
/// </summary>
internal sealed class RecordRepository<T>(IRecordStore store, RecordKind<T> kind)
    where T : class
{
    private Dictionary<string, (long Version, T Value)> _records = [];

    /// <summary>All that there are.</summary>
    public IEnumerable<T> All => _records.Values.Select(record => record.Value);

    /// <summary>One of them; null when there is none.</summary>
    public T? Find(string id) => _records.TryGetValue(id, out var record) ? record.Value : null;

    /// <summary>Reads them anew.</summary>
    public async Task Load() =>
        _records = (await store.GetAll(kind.Name))
            .ToDictionary(record => record.Id, record => (record.Version, RecordJson.Deserialize<T>(record.Text)));

    /// <summary>Keeps a record; false when somebody else wrote it meanwhile: then all are read anew, and nothing is kept.</summary>
    public async Task<bool> Put(string id, T value)
    {
        var version = _records.TryGetValue(id, out var before) ? before.Version + 1 : 1;
        if (!await store.Put(kind.Name, new(id, version, RecordJson.Serialize(value))))
        {
            await Load();
            return false;
        }
        _records[id] = (version, value);
        return true;
    }

    /// <summary>Forgets a record; false when there is none.</summary>
    public async Task<bool> Remove(string id)
    {
        if (!_records.ContainsKey(id)) return false;
        await store.Remove(kind.Name, id);
        return _records.Remove(id);
    }
}

/// <summary>Records as text: JSON that a person can read in the database.</summary>
public static class RecordJson
{
    /// <summary>How texts are written; the contract test lists the names that it produces.</summary>
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a record.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a record that was written so.</summary>
    public static T Deserialize<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}
