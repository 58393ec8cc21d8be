using System.Text.Json;
using System.Text.Unicode;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Reads events from JSON: an object, an array of objects, or an object per line (NDJSON).</summary>
internal static class JsonEventReader
{
    private const int MaxDepth = 8;
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    /// <summary>
    /// Reads an object or an array of objects. Throws <see cref="RequestRejectedException"/> if the body is not valid
    /// JSON.
    /// </summary>
    public static IEnumerable<ReceivedRow> Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            throw new RequestRejectedException(400, "encoding_not_utf8");
        // Parses one element at a time: a document of the whole body takes many times its size.
        var (number, offset, state) = (0, 0, new JsonReaderState(new() { MaxDepth = MaxDepth }));
        while (ReadElement(body, ref offset, ref state) is { } element) yield return ReadRow(++number, element);
    }

    /// <summary>Reads one row per line. Invalid JSON rejects its line only; blank lines are skipped.</summary>
    public static IEnumerable<ReceivedRow> ReadLines(ReadOnlyMemory<byte> body)
    {
        var number = 0;
        for (var remaining = body; !remaining.IsEmpty;)
        {
            number++;
            var end = remaining.Span.IndexOf((byte)'\n');
            var line = end < 0 ? remaining : remaining[..end];
            remaining = end < 0 ? default : remaining[(end + 1)..];
            if (!line.Span.Trim(" \r\t"u8).IsEmpty) yield return ReadLine(number, line);
        }
    }

    private static ReceivedRow ReadLine(int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            return Utf8.IsValid(line.Span) ? ReadRow(number, line) : throw new JsonException();
        }
        catch (JsonException)
        {
            return ReceivedRow.CreateInvalid(number, null, "json_broken.line", "");
        }
    }

    private static ReadOnlyMemory<byte>? ReadElement(
        ReadOnlyMemory<byte> body, ref int offset, ref JsonReaderState state)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span[offset..], isFinalBlock: true, state);
            var isFirst = offset == 0;
            if (!reader.Read()) return null;
            if (isFirst && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                throw new RequestRejectedException(400, "json_not_events");
            if (isFirst && reader.TokenType == JsonTokenType.StartArray) reader.Read();
            var start = offset + (int)reader.TokenStartIndex;
            // At the end of the array, anything that follows is an error.
            if (reader is { TokenType: JsonTokenType.EndArray, CurrentDepth: 0 })
                return reader.Read() ? throw new JsonException() : null;
            reader.Skip();
            (offset, state) = (offset + (int)reader.BytesConsumed, reader.CurrentState);
            return body[start..offset];
        }
        catch (JsonException exception)
        {
            throw new RequestRejectedException(
                400, "json_broken", (exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
        }
    }

    private static ReceivedRow ReadRow(int number, ReadOnlyMemory<byte> text)
    {
        if (text.Length > ReceivedRow.MaxBytes) return ReceivedRow.CreateTooLarge(number);
        using var document = JsonDocument.Parse(text, DocumentOptions);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return ReceivedRow.CreateInvalid(number, null, "not_an_object", "");

        var cells = new Dictionary<string, string?>();
        ReceivedRow? invalid = null;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var (name, cellText, error) = ReadText(property);
            if (error is null && !cells.TryAdd(name, cellText)) error = ValidationError.Create(
                "field_twice", name, name);
            if (error is not null) invalid ??= new(number, null, null, error);
        }
        return invalid is not null
            ? invalid with { Id = cells.GetValueOrDefault("id") }
            : ReceivedRow.FromInput(number, EventInput.From(cells.GetValueOrDefault));
    }

    private static (string Name, string? Text, ValidationError? Error) ReadText(JsonProperty property)
    {
        var name = "";
        try
        {
            name = property.Name;
            var (text, error) = ReadText(name, property.Value);
            return (name, text, error);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return (name, null, ValidationError.Create("text_invalid.broken", name, name));
        }
    }

    private static (string? Text, ValidationError? Error) ReadText(string name, JsonElement value)
    {
        if (!EventInput.Fields.Contains(name))
            return (null, ValidationError.Create("field_unknown", name, name));
        if (value.ValueKind == JsonValueKind.Null) return (null, null);
        if (name == "target" && value.ValueKind == JsonValueKind.Object)
            return FindRepeatedField(value) is { } repeated
                ? (null, ValidationError.Create("field_twice", $"target.{repeated}", $"target.{repeated}"))
                : (value.GetRawText(), null);
        var isNumber = name is "value" or "weight";
        if (value.ValueKind != (isNumber ? JsonValueKind.Number : JsonValueKind.String))
            return (null, ValidationError.Create(isNumber ? "field_type.number" : "field_type.text", name, name));
        return (isNumber ? JsonNumber.ToPlainText(value.GetRawText()) : value.GetString(), null);
    }

    // The members of a target are read regardless of case.
    private static string? FindRepeatedField(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return value.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !names.Add(name));
    }
}
