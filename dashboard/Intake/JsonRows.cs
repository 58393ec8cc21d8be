using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Dashboard.Intake;

/// <summary>Reads events out of JSON: one object, an array of them, or a line each (NDJSON).</summary>
internal static class JsonRows
{
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };

    /// <summary>Reads an object or an array of objects; a body that is no JSON is refused whole, since nothing in it can be trusted.</summary>
    public static IReadOnlyList<SentRow> Read(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Object => [ReadRow(1, document.RootElement)],
            JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select((element, i) => ReadRow(i + 1, element))],
            _ => throw new BodyException(400, "json_not_events", "请求体应是一个 JSON 对象或对象数组。"),
        };
    }

    /// <summary>Reads a row a line; a line that is no JSON is refused alone. Blank lines are passed over.</summary>
    public static IReadOnlyList<SentRow> ReadLines(ReadOnlyMemory<byte> body)
    {
        var rows = new List<SentRow>();
        var number = 0;
        for (var rest = body; !rest.IsEmpty;)
        {
            number++;
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim(" \r\t"u8).IsEmpty) continue;
            rows.Add(ReadLine(number, line));
        }
        return rows;
    }

    private static SentRow ReadLine(int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            if (!Utf8.IsValid(line.Span)) throw new JsonException();
            using var document = JsonDocument.Parse(line, Shallow);
            return ReadRow(number, document.RootElement);
        }
        catch (JsonException)
        {
            return SentRow.Refused(number, null, "json_broken", "", "这一行不是完整的 JSON：请检查引号、逗号和括号，每行一个对象。");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (!Utf8.IsValid(body.Span)) throw new BodyException(400, "encoding_not_utf8", "请求体不是 UTF-8 编码：请改用 UTF-8 发送。");
            return JsonDocument.Parse(body, Shallow);
        }
        catch (JsonException fault)
        {
            throw new BodyException(400, "json_broken",
                $"JSON 不完整或有误（第 {fault.LineNumber + 1} 行第 {fault.BytePositionInLine + 1} 字节）：请检查引号、逗号和括号。");
        }
    }

    private static SentRow ReadRow(int number, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return SentRow.Refused(number, null, "not_an_object", "", "每一条应是一个 JSON 对象。");

        var cells = new Dictionary<string, string?>();
        SentRow? refused = null;
        foreach (var property in element.EnumerateObject())
        {
            var (name, text, fault) = Cell(property);
            if (fault is null && !cells.TryAdd(name, text)) fault = ("field_twice", $"{name} 出现了两次：请只保留一个。");
            if (fault is var (code, message)) refused ??= SentRow.Refused(number, null, code, name, message);
        }
        return refused is not null ? refused with { Id = cells.GetValueOrDefault("id") } : SentRow.Of(number, Draft.From(cells.GetValueOrDefault));
    }

    private static (string Name, string? Text, (string Code, string Message)? Fault) Cell(JsonProperty property)
    {
        var name = "";
        try
        {
            name = property.Name;
            var (text, fault) = Cell(name, property.Value);
            return (name, text, fault);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which no text can hold.
            return (name, null, ("text_invalid", $"{name} 含有不完整的字符：请重新填写。"));
        }
    }

    private static (string? Text, (string Code, string Message)? Fault) Cell(string name, JsonElement value)
    {
        if (!Draft.Fields.Contains(name)) return (null, ("field_unknown", $"没有名为 {name} 的字段：请核对拼写，字段见 /openapi/v1.json。"));
        if (value.ValueKind == JsonValueKind.Null) return (null, null);
        if (name == "target" && value.ValueKind == JsonValueKind.Object) return (value.GetRawText(), null);
        var isNumber = name is "value" or "weight";
        if (value.ValueKind != (isNumber ? JsonValueKind.Number : JsonValueKind.String))
            return (null, ("field_type", isNumber ? $"{name} 应是数，不加引号。" : $"{name} 应是文字，加引号。"));
        return (isNumber ? value.GetRawText() : value.GetString(), null);
    }
}
