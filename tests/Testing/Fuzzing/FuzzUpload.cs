using System.Globalization;
using System.Text;
using IpMonitor.Testing.Import;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>One file of a fuzz run, intact or damaged, determined by the run's seed and the file's index.</summary>
/// <param name="IsIntact">Whether the server must accept it as a draft.</param>
internal sealed record FuzzUpload(byte[] Content, string Query, bool IsIntact)
{
    private static readonly string[] Headers =
    [
        "市", "城市", "填报单位", "指标", "数值", "金额（万元）", "单位", "日期", "时期", "本期累计", "当期", "口径", "权重", "活动",
        "文号", "说明", "编号", "2025年1月", "2月", "问题", "备注2", "",
    ];
    private static readonly object?[] OddCells =
    [
        null, "", " ", "淄博市", "370300", "溜博", "张店区", "全市", "走访企业", "专利授权量", "patent.granted",
        "每万人口发明专利拥有量", 1, -1, 0.30000000000000004, 1e300, 99999999999999999m, "１，２３４．５", "3万", "21.3亿元",
        "约3余", "万元", "件", "2026年4月20日", "2026/4/20", "20260420", "2042-01-01", "2026-02-30", "2026年二季度", "2025",
        "46132", "累计", "总共", "=1+1", "@cmd", "'=x", "\t", "\u0001", "\ud83d\ude00", "\"", "a,b\nc",
        new DateOnly(2026, 4, 20), new DateOnly(1899, 12, 31), new FormulaCell("1+1", 2),
    ];
    private static readonly string[] Fragments =
    [
        "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<![CDATA[x]]>", "<!--", "<?x?>", "&#0;", "&b;", "&#x1F600;",
        "<row r=\"1048577\">", "<row>", "</row>", "<c r=\"XFD1\"><v>1</v></c>", "<c t=\"s\"><v>999999999</v></c>",
        "<c s=\"77\"><v>1E400</v></c>", "<v>NaN</v>", "<f>", "\0", "\uFFFF", "r=\"A0\"", "\"", "\n", ";", ",,,,,,", "'",
        "\u2028", "PK\u0001\u0002",
    ];

    /// <summary>Creates the file at an index of the run with a seed.</summary>
    public static FuzzUpload Create(int seed, int index)
    {
        var random = new Random(unchecked((seed * 486_187_739) ^ (index * 16_777_619)));
        var form = random.Next(3) switch { 0 => "series", 1 => "history", _ => "events" };
        var isIntact = Chance(20);
        object?[][] rows = isIntact
            ?
            [
                ["市", "指标", "数值", "日期"],
                ["淄博市", "走访企业", index + 1, new DateOnly(2025, 1, 1).AddDays(random.Next(300))],
            ]
            : [CreateHeader(), .. Enumerable.Range(0, random.Next(8)).Select(_ => CreateOddRow())];
        var isWorkbook = Chance(2);
        var content = isWorkbook
            ? CreateWorkbook(random, rows, !isIntact && Chance(2))
            : Encoding.UTF8.GetBytes(ToCsv(rows));
        if (!isIntact && Chance(3)) content = Mutate(random, content);
        var path = Chance(4) ? "/marked" : "";
        var name = $"f{index}.{(isWorkbook ? "xlsx" : "csv")}";
        var period = Chance(3) ? "&period=2025" : "";
        return new(content, $"{path}?form={(isIntact ? "events" : form)}&name={name}{period}", isIntact);

        bool Chance(int oneIn) => random.Next(oneIn) == 0;

        object?[] CreateOddRow() =>
            [.. Enumerable.Range(0, 12).Select(_ => OddCells[random.Next(OddCells.Length)])];

        object?[] CreateHeader() => Chance(3) ? [.. Headers.OrderBy(_ => random.Next()).Take(12)]
            : form switch
            {
                "events" =>
                    ["市", "填报单位", "指标", "数值", "单位", "日期", "口径", "权重", "活动", "文号", "说明", "编号"],
                "series" =>
                    ["市", "填报单位", "指标", "单位", "时期", "上期累计", "本期累计", "当期", "权重", "说明"],
                _ => ["市", "填报单位", "指标", "单位", "口径", "2025年1月", "2025年2月", "2025年3月", "说明"],
            };
    }

    private static byte[] CreateWorkbook(Random random, object?[][] rows, bool isDamaged)
    {
        var parts = WorkbookBuilder.CreateParts(rows);
        if (!isDamaged) return WorkbookBuilder.Pack(parts);
        for (var times = 1 + random.Next(3); times > 0; times--)
        {
            var name = parts.Keys.ElementAt(random.Next(parts.Count));
            var text = parts[name];
            var at = random.Next(text.Length + 1);
            parts[name] = random.Next(5) switch
            {
                0 => text.Remove(at),
                1 => text.Insert(at, PickFragment(random)),
                2 => text.Insert(at, new string((char)('0' + random.Next(70)), 1 << random.Next(20))),
                3 => text.Insert(at, Repeat(PickFragment(random), 1 << random.Next(14))),
                _ => text.Remove(at, Math.Min(random.Next(40), text.Length - at)),
            };
        }
        return WorkbookBuilder.Pack(parts);

        static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
    }

    private static byte[] Mutate(Random random, byte[] content)
    {
        var bytes = content.ToList();
        for (var times = 1 + random.Next(4); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveRange(at, bytes.Count - at); break;
                case 2: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(64))); break;
                default: bytes.InsertRange(at, Encoding.UTF8.GetBytes(PickFragment(random))); break;
            }
        }
        return [.. bytes];
    }

    private static string PickFragment(Random random) => Fragments[random.Next(Fragments.Length)];

    private static string ToCsv(object?[][] rows) =>
        string.Join('\n', rows.Select(row => string.Join(',', row.Select(WriteCell))));

    private static string WriteCell(object? cell) => cell switch
    {
        null => "",
        DateOnly day => $"{day:yyyy-MM-dd}",
        FormulaCell formula => $"={formula.Text}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"\"{$"{cell}".Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
    };
}
