using System.Text;
using IpMonitor.Testing.Import;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>A file of a fuzz run, made of nothing but the run's seed and its own index: as a clerk may send it, or spoilt on the way.</summary>
internal sealed record FuzzUpload(byte[] Content, string Query, bool IsIntact)
{
    private static readonly string[] Headers =
        ["市", "城市", "填报单位", "指标", "数值", "金额（万元）", "单位", "日期", "时期", "本期累计", "当期", "口径", "权重", "活动", "文号", "说明", "编号", "2025年1月", "2月", "问题", "备注2", ""];
    private static readonly object?[] OddCells =
    [
        null, "", " ", "淄博市", "370300", "溜博", "张店区", "全市", "走访企业", "专利授权量", "patent.granted", "每万人口发明专利拥有量", 1, -1, 0.30000000000000004, 1e300, 99999999999999999m, "１，２３４．５", "3万", "21.3亿元", "约3余",
        "万元", "件", "2026年4月20日", "2026/4/20", "20260420", "2042-01-01", "2026-02-30", "2026年二季度", "2025", "46132", "累计", "总共", "=1+1", "@cmd", "'=x", "\t", "\u0001", "\ud83d\ude00", "\"", "a,b\nc", new DateOnly(2026, 4, 20), new DateOnly(1899, 12, 31),
        new FormulaCell("1+1", 2),
    ];
    private static readonly string[] Fragments =
    [
        "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<![CDATA[x]]>", "<!--", "<?x?>", "&#0;", "&b;", "&#x1F600;", "<row r=\"1048577\">", "<row>", "</row>", "<c r=\"XFD1\"><v>1</v></c>", "<c t=\"s\"><v>999999999</v></c>", "<c s=\"77\"><v>1E400</v></c>",
        "<v>NaN</v>", "<f>", "\0", "\uFFFF", "r=\"A0\"", "\"", "\n", ";", ",,,,,,", "'", "\u2028", "PK\u0001\u0002",
    ];

    public static FuzzUpload Create(int seed, int index)
    {
        var random = new Random(unchecked((seed * 486_187_739) ^ (index * 16_777_619)));
        var form = random.Next(3) switch { 0 => "series", 1 => "history", _ => "events" };
        var isGood = Odds(20);
        object?[][] rows = isGood
            ? [["市", "指标", "数值", "日期"], ["淄博市", "走访企业", index + 1, new DateOnly(2025, 1, 1).AddDays(random.Next(300))]]
            : [Header(), .. Enumerable.Range(0, random.Next(8)).Select(_ => Enumerable.Range(0, 12).Select(_ => OddCells[random.Next(OddCells.Length)]).ToArray())];
        var isBook = Odds(2);
        var content = isBook ? Book(rows, !isGood && Odds(2)) : Encoding.UTF8.GetBytes(Csv(rows));
        if (!isGood && Odds(3)) content = Mangled(content);
        return new(content, $"{(Odds(4) ? "/marked" : "")}?form={(isGood ? "events" : form)}&name=f{index}.{(isBook ? "xlsx" : "csv")}{(Odds(3) ? "&period=2025" : "")}", isGood);

        bool Odds(int oneIn) => random.Next(oneIn) == 0;

        object?[] Header() => Odds(3) ? [.. Headers.OrderBy(_ => random.Next()).Take(12)]
            : form switch
            {
                "events" => ["市", "填报单位", "指标", "数值", "单位", "日期", "口径", "权重", "活动", "文号", "说明", "编号"],
                "series" => ["市", "填报单位", "指标", "单位", "时期", "上期累计", "本期累计", "当期", "权重", "说明"],
                _ => ["市", "填报单位", "指标", "单位", "口径", "2025年1月", "2025年2月", "2025年3月", "说明"],
            };

        byte[] Book(object?[][] rows, bool isSpoilt)
        {
            var parts = WorkbookBuilder.CreateParts(rows);
            if (isSpoilt)
                for (var times = 1 + random.Next(3); times > 0; times--)
                {
                    var name = parts.Keys.ElementAt(random.Next(parts.Count));
                    var (text, at) = (parts[name], random.Next(parts[name].Length + 1));
                    parts[name] = random.Next(5) switch
                    {
                        0 => text.Remove(at),
                        1 => text.Insert(at, Fragments[random.Next(Fragments.Length)]),
                        2 => text.Insert(at, new string((char)('0' + random.Next(70)), 1 << random.Next(20))),
                        3 => text.Insert(at, string.Concat(Enumerable.Repeat(Fragments[random.Next(Fragments.Length)], 1 << random.Next(14)))),
                        _ => text.Remove(at, Math.Min(random.Next(40), text.Length - at)),
                    };
                }
            return WorkbookBuilder.Pack(parts);
        }

        byte[] Mangled(byte[] bytes)
        {
            var mangled = bytes.ToList();
            for (var times = 1 + random.Next(4); times > 0 && mangled.Count > 0; times--)
            {
                var at = random.Next(mangled.Count);
                switch (random.Next(4))
                {
                    case 0: mangled[at] ^= (byte)(1 << random.Next(8)); break;
                    case 1: mangled.RemoveRange(at, mangled.Count - at); break;
                    case 2: mangled.RemoveRange(at, Math.Min(mangled.Count - at, 1 + random.Next(64))); break;
                    default: mangled.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)])); break;
                }
            }
            return [.. mangled];
        }
    }

    private static string Csv(object?[][] rows) => string.Join('\n', rows.Select(row => string.Join(',', row.Select(cell => cell switch
    {
        null => "",
        DateOnly day => $"{day:yyyy-MM-dd}",
        FormulaCell formula => $"={formula.Text}",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => $"\"{$"{cell}".Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
    }))));
}
