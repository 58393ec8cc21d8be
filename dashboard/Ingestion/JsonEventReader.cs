using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Reads events out of JSON: one object, an array of them, or a line each (NDJSON).</summary>
internal static class JsonEventReader
{
    private const int MaxDepth = 8;
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Reads an object or an array of objects; a body that is no JSON is refused whole, since nothing in it can be trusted.</summary>
    public static IEnumerable<ReceivedRow> Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) throw new RequestRejectedException(400, "encoding_not_utf8");
        // One element after another, since a document of all of them takes many times the room of its text.
        var (number, at, state) = (0, 0, new JsonReaderState(new() { MaxDepth = MaxDepth }));
        while (ReadElement(body, ref at, ref state) is { } element) yield return ReadRow(++number, element);
    }

    /// <summary>Reads a row a line; a line that is no JSON is refused alone. Blank lines are passed over.</summary>
    public static IEnumerable<ReceivedRow> ReadLines(ReadOnlyMemory<byte> body)
    {
        var number = 0;
        for (var rest = body; !rest.IsEmpty;)
        {
            number++;
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
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

    private static ReadOnlyMemory<byte>? ReadElement(ReadOnlyMemory<byte> body, ref int at, ref JsonReaderState state)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span[at..], isFinalBlock: true, state);
            var isFirst = at == 0;
            if (!reader.Read()) return null;
            if (isFirst && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                throw new RequestRejectedException(400, "json_not_events");
            if (isFirst && reader.TokenType == JsonTokenType.StartArray) reader.Read();
            var start = at + (int)reader.TokenStartIndex;
            // The end of the array; what stands behind it is read as well, and faulted.
            if (reader is { TokenType: JsonTokenType.EndArray, CurrentDepth: 0 }) return reader.Read() ? throw new JsonException() : null;
            reader.Skip();
            (at, state) = (at + (int)reader.BytesConsumed, reader.CurrentState);
            return body[start..at];
        }
        catch (JsonException fault)
        {
            throw new RequestRejectedException(400, "json_broken", (fault.LineNumber ?? 0) + 1, (fault.BytePositionInLine ?? 0) + 1);
        }
    }

    private static ReceivedRow ReadRow(int number, ReadOnlyMemory<byte> text)
    {
        if (text.Length > ReceivedRow.MaxBytes) return ReceivedRow.CreateTooLarge(number);
        using var document = JsonDocument.Parse(text, DocumentOptions);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return ReceivedRow.CreateInvalid(number, null, "not_an_object", "");

        var cells = new Dictionary<string, string?>();
        ReceivedRow? refused = null;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var (name, cell, fault) = ReadText(property);
            if (fault is null && !cells.TryAdd(name, cell)) fault = ValidationError.Create("field_twice", name, name);
            if (fault is not null) refused ??= new(number, null, null, fault);
        }
        return refused is not null ? refused with { Id = cells.GetValueOrDefault("id") } : ReceivedRow.FromInput(number, EventInput.From(cells.GetValueOrDefault));
    }

    private static (string Name, string? Text, ValidationError? Fault) ReadText(JsonProperty property)
    {
        var name = "";
        try
        {
            name = property.Name;
            var (text, fault) = ReadText(name, property.Value);
            return (name, text, fault);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which no text can hold.
            return (name, null, ValidationError.Create("text_invalid.broken", name, name));
        }
    }

    private static (string? Text, ValidationError? Fault) ReadText(string name, JsonElement value)
    {
        if (!EventInput.Fields.Contains(name)) return (null, ValidationError.Create("field_unknown", name, name));
        if (value.ValueKind == JsonValueKind.Null) return (null, null);
        if (name == "target" && value.ValueKind == JsonValueKind.Object) return (value.GetRawText(), null);
        var isNumber = name is "value" or "weight";
        if (value.ValueKind != (isNumber ? JsonValueKind.Number : JsonValueKind.String))
            return (null, ValidationError.Create(isNumber ? "field_type.number" : "field_type.text", name, name));
        return (isNumber ? value.GetRawText() : value.GetString(), null);
    }
}
