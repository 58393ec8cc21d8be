using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace IpMonitor.Grains.Records;

/// <summary>Serializes records as JSON that is readable in the database.</summary>
public static class RecordJson
{
    /// <summary>The serializer options. A contract test lists the names that they produce.</summary>
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Serializes a record.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Deserializes a record.</summary>
    public static T Deserialize<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}
