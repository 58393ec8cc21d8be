using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>
/// Generates rows that are valid, nearly valid, or invalid in a typical way. Places, metrics and days are few, so that
/// corrections, duplicates and readings collide and the server's memory stops growing early in a run.
/// </summary>
internal sealed class FuzzRowGenerator(Random random, int index)
{
    public static readonly string[] Fields =
    [
        "id", "source", "city", "metric", "value", "date", "unit", "weight", "basis", "campaign", "ref", "note",
        "qualifier", "op", "target",
    ];

    private const int RequiredFields = 6;

    // A final year accepts nothing more, so one city alone has them.
    private const string ClosedCity = "371700";

    // Marks a cell that is written to JSON as it is, without quotes.
    private const char RawJsonMark = '\u0001';

    private static readonly string[] Sources = ["zibo", "jinan", "province"];
    private static readonly string[] Cities =
        ["370100", "370200", "370300", "370400", "370500", "370600", "370700", ClosedCity];
    private static readonly string[] Units = ["370102", "370302", "370303", "370100-self", "370300-self"];
    private static readonly string[] Metrics =
    [
        "pledge.count", "pledge.amount", "license.open", "training.session", "aid.accepted", "enterprise.visited",
        "copyright.registered", "patent.granted", "patent.invention.valid", "trademark.valid", "case.trademark.days",
        "consult.onsite",
    ];
    private static readonly string[] Campaigns =
        ["publicity-week-2024", "publicity-week-2025", "rural-market-2024", "no-such-week"];
    private static readonly string[] EdgeDates =
    [
        "1985-01-01", "1984-12-31", "2024-02-29", "2023-02-29", "2024-12-31", "2023-12-31", "2024-04-31", "0001-01-01",
        "9999-12-31", "2024-1-1", "2024-13-01", "2024-00-10", "20240420", "2024-04-20T00:00:00Z", "２０２４-04-20",
        "2024-04-20 ", "-2024-04-20",
    ];
    private static readonly string[] Numbers =
    [
        "0", "-0", "0.0001", "0.00001", "1e3", "1E400", "-1", "100000000000000", "100000000000000.0001",
        "99999999999999.9999", "1e-400", "79228162514264337593543950335", "79228162514264337593543950336", "00012",
        "12.", ".5", "+3", "NaN", "Infinity", "0x10", "1,000", "１２", "9223372036854775808",
        "123456789012345678901234567890", "0.1000000000000000000000000000000000001", "2147483648", " 7", "",
    ];
    private static readonly string[] Texts =
    [
        "", " ", "\u0000", "\t", "\r\n", "line\nline", "\u007f\u0085", "\u200b\u202e\u2066", "\uFEFF", "\uFFFE\uFFFF",
        "\ud83d\ude00", "\ud83d", "\ude00\ud83d", "𠮷野家", "e\u0301", "İıẞ", "'; DROP TABLE events; --", "\"", "\"\"",
        ",", "a,b\"c", "=1+1", "@SUM(A1)", "-2+3", "+1", "<script>", "{{0}}", "%00%ff", "..\\..", "\u2028", "null",
        "{}", "[1]", "\\u0000", "370300\n", "370300 ", "３７０３００", "pledge.COUNT", "court.closed.rate",
    ];
    private static readonly string[] Ops =
        ["replace", "withdraw", "replace", "withdraw", "add", "set", "final", "erase", "Replace"];
    private static readonly string[] Bases = ["ytd", "ytd", "ytd", "period", "YTD"];
    private static readonly string[] Qualifiers = ["over", "about", "exact", "余"];
    private static readonly string[] UnknownFields = ["amount", "ID", "", "id ", "\ud800", new('n', 300)];
    private static readonly string[] OddJsonValues =
        ["null", "true", "[]", "{}", "0", "\"\"", "[[[]]]", "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}"];
    private static readonly string[] OddTargets =
    [
        "\u0001{}", "\u0001{\"id\":null}", "\u0001{\"id\":3}", "\u0001{\"id\":\"x\",\"more\":1}", "\u0001[]",
        "\u0001\"\\udc00\"", "\u0001{\"id\":\"\\ud800\"}", "\u0001{\"ID\":\"x\",\"id\":\"y\"}", "{\"id\"",
    ];

    /// <summary>False once a text with an unescaped control character was written, which JSON forbids.</summary>
    public bool IsJson { get; private set; } = true;

    /// <summary>Creates a row as cells by field; a cell that starts with U+0001 is raw JSON.</summary>
    public Dictionary<string, string> CreateRow(int number)
    {
        var city = Pick(Cities);
        var row = new Dictionary<string, string>
        {
            ["id"] = $"f{index}-{number}",
            ["source"] = Pick(Sources),
            ["city"] = city,
            ["metric"] = Pick(Metrics),
            ["value"] = random.Next(100_000).ToString(CultureInfo.InvariantCulture),
            ["date"] = $"{2023 + random.Next(3)}-{1 + random.Next(12):00}-15",
        };
        if (Chance(4))
        {
            var prefix = city[..4];
            var units = Units.Where(unit => Chance(20) || unit.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (units.Count > 0) row["unit"] = Pick(units);
        }
        if (Chance(8)) row["basis"] = Pick(Bases);
        if (Chance(10)) row["campaign"] = Pick(Campaigns);
        if (Chance(6)) row["qualifier"] = Pick(Qualifiers);
        if (Chance(6)) row["id"] = $"again-{random.Next(2000)}";
        if (Chance(12)) AddCorrection(row);
        for (var changes = Chance(3) ? 1 + random.Next(3) : 0; changes > 0; changes--)
            MutateField(row, Pick(Fields));
        return row;
    }

    /// <summary>Writes a row as a JSON object.</summary>
    public string ToJson(Dictionary<string, string> row)
    {
        var cells = row.Select(cell => $"{Quote(cell.Key)}:{WriteValue(cell.Key, cell.Value)}").ToList();
        if (Chance(40)) cells.Add(Pick(cells));
        if (Chance(20)) cells = [.. cells.OrderBy(_ => random.Next())];
        return $"{{{string.Join(Chance(30) ? " ,\t" : ",", cells)}}}";

        string WriteValue(string field, string value) =>
            value.StartsWith(RawJsonMark) ? value[1..]
            : Chance(60) ? Pick(OddJsonValues)
            : field is "value" or "weight" && IsJsonNumber(value) ? value
            : Quote(value);
    }

    /// <summary>Writes rows as a CSV file with a header of the fields that occur.</summary>
    public string ToCsv(IReadOnlyList<Dictionary<string, string>> rows)
    {
        var header = Fields
            .Where((field, i) => i < RequiredFields || rows.Any(row => row.ContainsKey(field)))
            .OrderBy(_ => Chance(4) ? random.Next() : 0)
            .ToList();
        var end = Chance(2) ? "\n" : "\r\n";
        var lines = rows.Select(row => string.Join(
            ",", header.Select(field => WriteCell(row.GetValueOrDefault(field, "").TrimStart(RawJsonMark)))));
        return string.Concat(lines.Prepend(string.Join(",", header)).Select(line => line + end));
    }

    private void AddCorrection(Dictionary<string, string> row)
    {
        var (op, id) = (Pick(Ops), Chance(8) ? row["id"] : $"again-{random.Next(2000)}");
        row["op"] = op;
        if (op is "withdraw" or "final") row.Remove("value");
        if (op == "final")
            (row["city"], row["date"]) = (ClosedCity, $"{2023 + random.Next(2)}-12-{(Chance(8) ? 30 : 31)}");
        if (op is not ("withdraw" or "replace") && !Chance(6)) return;
        row["target"] = random.Next(5) switch
        {
            0 => id,
            1 => $"{RawJsonMark}{{\"source\":{Quote(Pick(Sources))},\"id\":{Quote(id)}}}",
            2 => Pick(OddTargets),
            _ => $"{RawJsonMark}{{\"source\":{Quote(row["source"])},\"id\":{Quote(id)}}}",
        };
    }

    private void MutateField(Dictionary<string, string> row, string field)
    {
        switch (random.Next(8))
        {
            case 0: row.Remove(field); break;
            case 1: row[Pick(UnknownFields)] = "1"; break;
            case 2 or 3: row[field] = Pick(Texts); break;
            case 4: row[field] = CreateLongText(); break;
            case 5: row["date"] = Pick(EdgeDates); break;
            case 6: row["weight"] = Pick(Numbers); break;
            default: row["value"] = Pick(Numbers); break;
        }
    }

    private string CreateLongText()
    {
        var character = Pick<char>(['x', '知', '\n', '"', '\ud800', '9']);
        return new(character, Pick<int>([20, 65, 129, 201, 1001, Chance(20) ? 70_000 : 30]));
    }

    // The serializer would replace an unpaired surrogate by U+FFFD; some senders escape it.
    private string Quote(string text)
    {
        var escaped = new StringBuilder("\"");
        var escapesAll = Chance(30);
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                escaped.Append('\\').Append(c);
            }
            else if (escapesAll || c < ' ' && !Chance(40) || char.IsSurrogate(c))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                escaped.Append(c);
                IsJson &= c >= ' ';
            }
        }
        return escaped.Append('"').ToString();
    }

    private string WriteCell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || Chance(30)
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;

    private static bool IsJsonNumber(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length == bytes.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
