using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>
/// One request of a fuzz run, determined by the run's seed and the request's index, so that each can be repeated alone.
/// </summary>
/// <param name="Rows">The number of rows that the response must account for; null if it is unknown.</param>
internal sealed record FuzzRequest(
    byte[] Content, string? Type, string Query, IReadOnlyList<(string Name, string Value)> Headers, bool IsChunked,
    bool HasKey, int? Rows)
{
    private static readonly string[] GoodTypes = ["application/json", "application/x-ndjson", "text/csv"];
    private static readonly string[] OddTypes =
    [
        "application/json; charset=gbk", "text/csv; charset=\"UTF-8\"", "application/JSON;charset=utf-8;x=y",
        "text/plain", "*/*", "application/json, text/csv", "", ";", "json", "application/vnd.ipm+json",
        "multipart/form-data; boundary=x", "text/csv; charset=", "text/csv; header=absent", new('a', 2000),
        "application/x-ndjson\t", "application/x-www-form-urlencoded",
    ];
    private static readonly string[] Queries =
    [
        "?batch=%E5%AE%A3%E4%BC%A0%E5%91%A8", "?batch=", "?batch", "?batch=a&batch=b", "?batch=%00", "?batch=a%0Ab",
        "?batch=%FF%FE", "?batch=%ED%A0%80", "?BATCH=x", "?batch[]=x", $"?batch={new string('x', 101)}",
        $"?batch={new string('x', 4000)}", "?batch=%F0%9F%98%80", "?asOf=1&batch=q", "?%00=%00", "?&&&=&", "?batch=%",
    ];
    private static readonly (string, string)[] OddHeaders =
    [
        ("Content-Encoding", "gzip"), ("Content-Encoding", "identity"), ("Content-Encoding", "br, gzip"),
        ("Accept", "text/html"), ("Accept", "application/xml;q=1"), ("Accept", ";"), ("Accept-Encoding", "gzip, br"),
        ("Accept-Charset", "gbk"), ("If-Match", "*"), ("Range", "bytes=0-1"), ("X-HTTP-Method-Override", "DELETE"),
        ("Cookie", "a=b; ;;"), ("Content-Language", "zh"), ("Expect", "100-continue"), ("X-Forwarded-For", "::1"),
        ("Content-MD5", "x"), ("Prefer", "respond-async"), ("Origin", "null"),
    ];
    private static readonly byte[][] Fragments =
    [
        [0], [0xFF], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xD6, 0xAA], "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "\""u8.ToArray(), "\"\""u8.ToArray(),
        "\n"u8.ToArray(), "\r"u8.ToArray(), "\r\n\r\n"u8.ToArray(), ","u8.ToArray(), "]"u8.ToArray(), "}"u8.ToArray(),
        "[{"u8.ToArray(), "\\"u8.ToArray(), "//"u8.ToArray(), "/**/"u8.ToArray(), "\t"u8.ToArray(),
        "\u2028"u8.ToArray(), "-"u8.ToArray(), "1e99999"u8.ToArray(), "null"u8.ToArray(), ";"u8.ToArray(),
        "sep=;\n"u8.ToArray(), "#"u8.ToArray(),
    ];

    /// <summary>Creates the request at an index of the run with a seed.</summary>
    public static FuzzRequest Create(int seed, int index)
    {
        var random = new Random(unchecked((seed * 486_187_739) ^ (index * 16_777_619)));
        // Repeats an earlier request.
        if (index > 0 && Chance(15)) return Create(seed, random.Next(index));
        var generator = new FuzzRowGenerator(random, index);
        string? type = GoodTypes[random.Next(3)];
        var isSingle = type == GoodTypes[0] && Chance(2);
        var count = isSingle ? 1 : Chance(200) ? 300 : 1 + random.Next(6);
        var rows = Enumerable.Range(0, count).Select(generator.CreateRow).ToList();
        var text = type == GoodTypes[2] ? generator.ToCsv(rows)
            : isSingle ? generator.ToJson(rows[0])
            : type == GoodTypes[0] ? $"[{string.Join(",", rows.Select(generator.ToJson))}]"
            : string.Join("\n", rows.Select(generator.ToJson));
        // A CSV file with an unknown column is refused as a whole.
        var hasUnknownColumn =
            type == GoodTypes[2] && rows.Exists(row => !row.Keys.All(FuzzRowGenerator.Fields.Contains));
        int? known = !generator.IsJson || hasUnknownColumn ? null : rows.Count;
        var content = Encoding.UTF8.GetBytes(text);
        if (Chance(3)) (content, known) = (Mutate(random, content), null);
        if (Chance(60)) (content, known) = (CreateSpecialContent(random, text), null);
        if (Chance(30)) content = [0xEF, 0xBB, 0xBF, .. content];
        if (Chance(25)) (type, known) = (PickOtherType(), null);
        var headers = new List<(string Name, string Value)>();
        while (Chance(8)) headers.Add(OddHeaders[random.Next(OddHeaders.Length)]);
        if (headers.Exists(header => header.Name == "Content-Encoding"))
        {
            known = null;
            if (Chance(2)) content = Gzip(content);
        }
        var query = Chance(12) ? Queries[random.Next(Queries.Length)] : "";
        var hasKey = !Chance(100);
        return new(
            content, type, query, headers, IsChunked: Chance(5), hasKey, query.Length > 0 || !hasKey ? null : known);

        string? PickOtherType() => Chance(2) ? GoodTypes[random.Next(3)]
            : Chance(8) ? null
            : OddTypes[random.Next(OddTypes.Length)];

        bool Chance(int oneIn) => random.Next(oneIn) == 0;
    }

    /// <summary>Returns the raw HTTP/1.1 request, to be sent again by hand.</summary>
    public byte[] ToRawHttp(Uri address)
    {
        var lines = new StringBuilder().Append(CultureInfo.InvariantCulture, $"POST {address}api/v1/events{Query}\r\n");
        foreach (var (name, value) in Headers.Append(("Content-Type", Type ?? "(none)")))
            lines.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        var length = IsChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Content.Length}";
        return [.. Encoding.UTF8.GetBytes($"{lines}{length}\r\n\r\n"), .. Content];
    }

    private static byte[] Mutate(Random random, byte[] content)
    {
        var bytes = content.ToList();
        for (var times = 1 + random.Next(3); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(bytes.Count - at, 1 + random.Next(64));
            switch (random.Next(9))
            {
                case 0 or 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                case 5: (bytes[at], bytes[at + length - 1]) = (bytes[at + length - 1], bytes[at]); break;
                case 6 or 7: bytes.InsertRange(at, Fragments[random.Next(Fragments.Length)]); break;
                default: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], 1 << random.Next(14))); break;
            }
        }
        return [.. bytes];
    }

    private static byte[] CreateSpecialContent(Random random, string text)
    {
        var count = 1 << random.Next(18);
        return random.Next(14) switch
        {
            0 => [],
            1 => "[]"u8.ToArray(),
            2 => RepeatByte(count, (byte)'['),
            3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"target\":", count / 10 + 1))),
            4 => RepeatByte(count, (byte)'\n'),
            5 => RepeatByte(count, (byte)'"'),
            6 => Encoding.Unicode.GetBytes(text),
            7 => Encoding.BigEndianUnicode.GetBytes('\uFEFF' + text),
            8 => Encoding.UTF8.GetBytes($"{{\"note\":\"{new string('知', count)}\"}}"),
            9 => Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Repeat("1", count / 40 + 1))}]"),
            10 => RepeatByte(count, (byte)','),
            11 => "id,source,city,metric,value,date\n"u8.ToArray(),
            12 => Encoding.UTF8.GetBytes(
                $"id,source,city,metric,value,date\n{new string(',', count)}\n\"{new string('\n', count / 8)}"),
            _ => RandomBytes(random, count),
        };
    }

    private static byte[] RepeatByte(int count, byte value)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
