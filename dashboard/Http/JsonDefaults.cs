using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Dashboard.Http;

/// <summary>JSON options of REST and hub: camelCase, no null members, Chinese characters not escaped.</summary>
internal static class JsonDefaults
{
    /// <summary>Options for serialization outside of REST and hub.</summary>
    public static readonly JsonSerializerOptions Options =
        Configure(new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    /// <summary>Sets the options of this program and returns them.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new TrimmedDecimalConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(FormatMessages);
        return options;
    }

    // Errors and steps are written with their text in the language of the request, without key and arguments.
    private static void FormatMessages(JsonTypeInfo info)
    {
        if (info.Type == typeof(ValidationError))
        {
            Replace("message", error => MessageFormatter.Format((ValidationError)error)).IsGetNullable = false;
            Remove("key");
            Remove("arguments");
        }
        else if (info.Type == typeof(SubmissionStep))
        {
            Replace("reason", step => step is SubmissionStep { Message: { } message }
                ? MessageFormatter.Format(message, ResponseLanguage.Current)
                : ((SubmissionStep)step).Reason);
            Remove("message");
        }

        JsonPropertyInfo Find(string name) =>
            info.Properties.Single(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        void Remove(string name) => info.Properties.Remove(Find(name));
        JsonPropertyInfo Replace(string name, Func<object, object?> get)
        {
            var property = Find(name);
            property.Get = get;
            return property;
        }
    }

    /// <summary>Writes a decimal without trailing zeros.</summary>
    private sealed class TrimmedDecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.TrimZeros());
    }
}
