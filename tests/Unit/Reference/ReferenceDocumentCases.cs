using System.Collections.Immutable;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Reference;

/// <summary>Invalid reference documents with the code, row and column of their error.</summary>
public static class ReferenceDocumentCases
{
    private const string Metrics = "code,name,name_en,pillar,kind,unit,better,numerator,denominator,note,source";
    internal const string Targets = "city,metric,period,goal,value,against,base,curve,note";

    // The documents that the invalid ones refer to: a metric of each kind, one city with a unit and a population.
    internal static readonly ImmutableDictionary<string, string> ValidDocuments =
        ReferenceSnapshot.DocumentNames.ToImmutableDictionary(name => name, CreateValidDocument);

    public static TheoryData<string, string, int, string, string> Tables => new()
    {
        // document, code, row, column, text
        {
            "metrics.csv", "column_missing", 1, "source",
            "code,name,name_en,pillar,kind,unit,better,numerator,denominator,note\na,甲,A,p,sum,件,higher,,,"
        },
        { "metrics.csv", "column_missing", 1, "code", "" },
        { "metrics.csv", "cell_missing", 2, "name_en", $"{Metrics}\na,甲,,p,sum,件,higher,,,," },
        { "metrics.csv", "cell_missing", 3, "unit", $"{Metrics}\na,甲,A,p,sum,件,higher,,,,\nx,甲,A,p,sum,,higher,,,," },
        { "metrics.csv", "cell_missing", 2, "kind", $"{Metrics}\na,甲,A,p,,件,higher,,,," },
        { "metrics.csv", "cells_beyond", 2, "source", $"{Metrics}\na,甲,A,p,sum,件,higher,,,one, two,t" },
        { "metrics.csv", "column_twice", 1, "note", $"{Metrics},note\na,甲,A,p,sum,件,higher,,,," },
        { "metrics.csv", "word_unknown", 2, "kind", $"{Metrics}\na,甲,A,p,total,件,higher,,,," },
        { "metrics.csv", "word_unknown", 2, "kind", $"{Metrics}\na,甲,A,p,0,件,higher,,,," },
        { "metrics.csv", "word_unknown", 2, "kind", $"{Metrics}\na,甲,A,p,\"sum,level\",件,higher,,,," },
        { "metrics.csv", "word_unknown", 2, "better", $"{Metrics}\na,甲,A,p,sum,件,more,,,," },
        { "metrics.csv", "code_invalid", 2, "code", $"{Metrics}\n..,甲,A,p,sum,件,higher,,,," },
        { "metrics.csv", "code_invalid", 2, "code", $"{Metrics}\na/b,甲,A,p,sum,件,higher,,,," },
        { "metrics.csv", "code_invalid", 2, "code", $"{Metrics}\n{new string('a', 65)},甲,A,p,sum,件,higher,,,," },
        { "metrics.csv", "code_twice", 3, "code", $"{Metrics}\na,甲,A,p,sum,件,higher,,,,\na,甲,A,p,sum,件,higher,,,," },
        { "metrics.csv", "kind_invalid", 2, "kind", $"{Metrics}\na,甲,A,p,composite,件,higher,,,," },
        {
            "metrics.csv", "input_invalid", 2, "numerator",
            $"{Metrics}\na,甲,A,p,ratio,%,higher,none,b,,\nb,甲,A,p,sum,件,higher,,,,"
        },
        {
            "metrics.csv", "input_invalid", 2, "denominator",
            $"{Metrics}\na,甲,A,p,ratio,%,higher,b,,,\nb,甲,A,p,sum,件,higher,,,,"
        },
        {
            "metrics.csv", "input_invalid", 2, "denominator",
            $"{Metrics}\na,甲,A,p,ratio,%,higher,b,a,,\nb,甲,A,p,sum,件,higher,,,,"
        },
        {
            "metrics.csv", "input_invalid", 2, "numerator",
            $"{Metrics}\na,甲,A,p,percapita,件/万人,higher,b,,,\nb,甲,A,p,sum,件,higher,,,,"
        },
        { "metrics.csv", "input_invalid", 2, "numerator", $"{Metrics}\na,甲,A,p,coverage,%,higher,,,," },
        {
            "metrics.csv", "input_invalid", 2, "denominator",
            $"{Metrics}\na,甲,A,p,percapita,件/万人,higher,b,b,,\nb,甲,A,p,level,件,higher,,,,"
        },
        {
            "metrics.csv", "input_invalid", 2, "denominator",
            $"{Metrics}\na,甲,A,p,sum,件,higher,,b,,\nb,甲,A,p,sum,件,higher,,,,"
        },
        {
            "metrics.csv", "input_invalid", 2, "numerator",
            $"{Metrics}\na,甲,A,p,mean,天,lower,b,,,\nb,甲,A,p,sum,件,higher,,,,"
        },
        {
            "metrics.csv", "source_invalid", 2, "source",
            $"{Metrics}\na,甲,A,p,percapita,件/万人,higher,b,,,court\nb,甲,A,p,level,件,higher,,,,"
        },

        { "cities.csv", "column_missing", 1, "pinyin", "code,name,name_en\n370300,淄博市,Zibo" },
        { "cities.csv", "cell_missing", 2, "pinyin", "code,name,name_en,pinyin\n370300,淄博市,Zibo," },
        {
            "cities.csv", "code_twice", 3, "code",
            "code,name,name_en,pinyin\n370300,淄博市,Zibo,zibo\n370300,淄博市,Zibo,zibo"
        },
        { "cities.csv", "code_invalid", 2, "code", "code,name,name_en,pinyin\n37/03,淄博市,Zibo,zibo" },
        {
            "cities.csv", "code_invalid", 3, "code",
            "code,name,name_en,pinyin\n370300,淄博市,Zibo,zibo\n370000,山东省,Shandong,shandong"
        },
        { "units.csv", "city_unknown", 2, "city", "code,city,name,name_en,kind\n370303,370900,张店区,Zhangdian,county" },
        {
            "units.csv", "code_twice", 3, "code",
            "code,city,name,name_en,kind\n370303,370300,张店区,Zhangdian,county\n370303,370300,张店区,Zhangdian,county"
        },
        { "units.csv", "code_invalid", 2, "code", "code,city,name,name_en,kind\na/b,370300,张店区,Zhangdian,county" },
        { "units.csv", "cell_missing", 2, "kind", "code,city,name,name_en,kind\n370303,370300,张店区,Zhangdian" },
        { "population.csv", "city_unknown", 2, "city", "city,year,population\n370900,2020,1" },
        { "population.csv", "number_invalid", 2, "year", "city,year,population\n370300,二〇二〇,1" },
        { "population.csv", "number_invalid", 2, "population", "city,year,population\n370300,2020,0" },
        { "population.csv", "number_invalid", 2, "population", "city,year,population\n370300,2020,470.4万" },
        { "population.csv", "number_invalid", 2, "population", "city,year,population\n370300,2020,\"4,704,138\"" },
        { "population.csv", "cells_beyond", 2, "population", "city,year,population\n370300,2020,4,704,138" },
        { "population.csv", "cell_missing", 2, "population", "city,year,population\n370300,2020," },
        { "population.csv", "year_twice", 3, "year", "city,year,population\n370300,2020,1\n370300,2020,1" },

        { "targets.csv", "column_missing", 1, "curve", "city,metric,period,goal,value,against,base,note" },
        { "targets.csv", "city_unknown", 2, "city", $"{Targets}\n370900,a,2023,,1,,,," },
        { "targets.csv", "metric_unknown", 2, "metric", $"{Targets}\n370300,none,2023,,1,,,," },
        { "targets.csv", "cell_missing", 2, "metric", $"{Targets}\n370300,,2023,,1,,,," },
        { "targets.csv", "metric_not_scored", 2, "metric", $"{Targets}\n370300,b,2023,,1,,,," },
        { "targets.csv", "metric_not_scored", 2, "metric", $"{Targets}\n370300,z,2023,,1,,,," },
        { "targets.csv", "city_invalid", 2, "city", $"{Targets}\n370300,c,2023,floor,90,,,," },
        { "targets.csv", "city_invalid", 2, "city", $"{Targets}\n*,c,2023,floor,90,,,," },
        { "targets.csv", "period_invalid", 2, "period", $"{Targets}\n370300,a,2023-04-01,,1,,,," },
        { "targets.csv", "period_invalid", 2, "period", $"{Targets}\n370300,a,2023Q5,,1,,,," },
        { "targets.csv", "period_invalid", 2, "period", $"{Targets}\n370300,a,2025-W53,,1,,,," },
        { "targets.csv", "period_invalid", 2, "period", $"{Targets}\n370300,a,9999-12,,1,,,," },
        { "targets.csv", "period_invalid", 2, "period", $"{Targets}\n370300,a,9999Q4,,1,,,," },
        { "targets.csv", "target_twice", 3, "period", $"{Targets}\n*,a,2026W48,,1,,,,\n,a,2026-W48,,1,,,," },
        { "targets.csv", "target_twice", 3, "period", $"{Targets}\n*,a,2023,,1,,,,\n,a,2023,,1,,,," },
        { "targets.csv", "word_unknown", 2, "goal", $"{Targets}\n370300,a,2023,get,1,,,," },
        { "targets.csv", "word_unknown", 2, "curve", $"{Targets}\n370300,a,2023,,1,,,bent," },
        { "targets.csv", "word_unknown", 2, "against", $"{Targets}\n370300,m,2023,benchmark,,neighbour,,," },
        { "targets.csv", "number_invalid", 2, "value", $"{Targets}\n370300,a,2023,,1万,,,," },
        { "targets.csv", "number_invalid", 2, "value", $"{Targets}\n370300,a,2023,,-1,,,," },
        { "targets.csv", "number_invalid", 2, "value", $"{Targets}\n370300,a,2023,,0.00001,,,," },
        { "targets.csv", "number_invalid", 2, "value", $"{Targets}\n370300,a,2023,,100000000000001,,,," },
        { "targets.csv", "number_invalid", 2, "base", $"{Targets}\n370300,l,2023,,1,,some,," },
        { "targets.csv", "goal_invalid", 2, "goal", $"{Targets}\n370300,m,2023,reach,1,,,," },
        { "targets.csv", "goal_invalid", 2, "goal", $"{Targets}\n370300,r,2023,,1,,,," },
        { "targets.csv", "goal_invalid", 2, "goal", $"{Targets}\n370300,s,2023,,1,,,," },
        { "targets.csv", "against_invalid", 2, "against", $"{Targets}\n370300,m,2023,benchmark,,,,," },
        { "targets.csv", "against_invalid", 2, "against", $"{Targets}\n370300,m,2023,benchmark,1,own-last-year,,," },
        { "targets.csv", "against_invalid", 2, "against", $"{Targets}\n370300,m,2023,floor,1,own-last-year,,," },
        {
            "targets.csv", "against_invalid", 2, "against", $"{Targets}\n370300,a,2023,benchmark,,province-last-year,,,"
        },
        { "targets.csv", "against_invalid", 2, "against", $"{Targets}\n*,l,2023,benchmark,,province,,," },
        { "targets.csv", "against_invalid", 2, "against", $"{Targets}\n370000,m,2023,benchmark,,province,,," },
        { "targets.csv", "value_invalid", 2, "value", $"{Targets}\n370300,a,2023,,,,,," },
        { "targets.csv", "value_invalid", 2, "value", $"{Targets}\n370300,a,2023,,0,,,," },
        { "targets.csv", "base_invalid", 2, "base", $"{Targets}\n370300,a,2023,,1,,1,," },
        { "targets.csv", "base_invalid", 2, "base", $"{Targets}\n370300,l,2023,floor,1,,1,," },
    };

    public static TheoryData<string, string, int, string, string> Lists => new()
    {
        { "schemes.json", "json_invalid", 1, "$", "null" },
        { "schemes.json", "json_invalid", 2, "$[0]", "[\n" },
        { "schemes.json", "json_invalid", 1, "$[0].extra", """[{ "code": "z", "extra": 1 }]""" },
        {
            "schemes.json", "json_invalid", 1, "$[0].indicators[0].scoring",
            Scheme("""{ "metric": "a", "weight": 100, "scoring": "best" }""")
        },
        {
            "schemes.json", "json_invalid", 1, "$[0].indicators[0].scoring",
            Scheme("""{ "metric": "a", "weight": 100, "scoring": 1 }""")
        },
        { "schemes.json", "json_invalid", 1, "$[0].indicators[0]", Scheme("""{ "metric": "a", "weight": 100 }""") },
        { "schemes.json", "json_invalid", 1, "$[0].indicators[0]", Scheme("""{ "metric": "a", "scoring": "rank" }""") },
        { "schemes.json", "field_missing", 1, "name", "[null]" },
        { "schemes.json", "field_missing", 1, "name", """[{ "code": "z", "nameEn": "Z", "indicators": [] }]""" },
        {
            "schemes.json", "code_invalid", 1, "code",
            """[{ "code": "z/z", "name": "分", "nameEn": "Z", "indicators": [] }]"""
        },
        {
            "schemes.json", "code_invalid", 1, "code",
            """[{ "code": "", "name": "分", "nameEn": "Z", "indicators": [] }]"""
        },
        {
            "schemes.json", "code_twice", 1, "code",
            Scheme("""{ "metric": "a", "weight": 100, "scoring": "rank" }""", "a")
        },
        {
            "schemes.json", "code_twice", 2, "code",
            $"[{Scheme("""{ "metric": "a", "weight": 100, "scoring": "rank" }""")[1..^1]},"
                + $"{Scheme("""{ "metric": "a", "weight": 100, "scoring": "rank" }""")[1..]}"
        },
        { "schemes.json", "indicators_missing", 1, "indicators", Scheme("") },
        { "schemes.json", "indicators_missing", 1, "indicators", """[{ "code": "z", "name": "分", "nameEn": "Z" }]""" },
        { "schemes.json", "field_missing", 1, "metric", Scheme("null") },
        { "schemes.json", "field_missing", 1, "metric", Scheme("""{ "weight": 100, "scoring": "rank" }""") },
        {
            "schemes.json", "weights_not_100", 1, "weight",
            Scheme("""{ "metric": "a", "weight": 99.9, "scoring": "rank" }""")
        },
        {
            "schemes.json", "weight_invalid", 1, "weight",
            Scheme(
                """{ "metric": "a", "weight": 110, "scoring": "rank" }, """
                    + """{ "metric": "l", "weight": -10, "scoring": "rank" }""")
        },
        {
            "schemes.json", "weight_invalid", 1, "weight",
            Scheme(
                """{ "metric": "a", "weight": 7e28, "scoring": "rank" }, """
                    + """{ "metric": "l", "weight": 7e28, "scoring": "rank" }""")
        },
        {
            "schemes.json", "indicator_twice", 1, "metric",
            Scheme(
                """{ "metric": "a", "weight": 50, "scoring": "rank" }, """
                    + """{ "metric": "a", "weight": 50, "scoring": "rank" }""")
        },
        {
            "schemes.json", "metric_unknown", 1, "metric",
            Scheme("""{ "metric": "none", "weight": 100, "scoring": "rank" }""")
        },
        {
            "schemes.json", "metric_unknown", 1, "metric",
            Scheme("""{ "metric": "z", "weight": 100, "scoring": "rank" }""")
        },
        {
            "schemes.json", "metric_not_scored", 1, "metric",
            Scheme("""{ "metric": "b", "weight": 100, "scoring": "rank" }""")
        },
        {
            "schemes.json", "metric_not_scored", 1, "metric",
            Scheme("""{ "metric": "c", "weight": 100, "scoring": "rank" }""")
        },

        { "campaigns.json", "json_invalid", 1, "$[0].start", Campaign(start: "\"2023-02-30\"") },
        {
            "campaigns.json", "json_invalid", 1, "$[0]",
            """[{ "id": "w", "name": "周", "nameEn": "Week", "end": "2023-04-26", "cities": [], "plan": [] }]"""
        },
        { "campaigns.json", "field_missing", 1, "name", "[null]" },
        {
            "campaigns.json", "field_missing", 1, "name",
            Campaign().Replace("\"name\": \"周\", ", "", StringComparison.Ordinal)
        },
        { "campaigns.json", "id_invalid", 1, "id", Campaign(id: "2023Q1") },
        { "campaigns.json", "id_invalid", 1, "id", Campaign(id: "a/b") },
        { "campaigns.json", "id_invalid", 1, "id", Campaign(id: "..") },
        { "campaigns.json", "id_twice", 2, "id", $"{Campaign()[..^1]},{Campaign()[1..]}" },
        { "campaigns.json", "date_order", 1, "end", Campaign(start: "\"2023-04-27\"") },
        { "campaigns.json", "date_invalid", 1, "start", Campaign(start: "\"0001-01-01\"") },
        { "campaigns.json", "date_invalid", 1, "end", Campaign(end: "\"9999-12-31\"") },
        {
            "campaigns.json", "list_missing", 1, "cities",
            Campaign().Replace(", \"plan\": []", "", StringComparison.Ordinal)
        },
        { "campaigns.json", "city_unknown", 1, "cities", Campaign(cities: "\"370900\"") },
        { "campaigns.json", "city_unknown", 1, "cities", Campaign(cities: "null") },
        { "campaigns.json", "field_missing", 1, "plan", Campaign(plan: "null") },
        { "campaigns.json", "field_missing", 1, "plan", Campaign(plan: """{ "date": "2023-04-20" }""") },
        { "campaigns.json", "json_invalid", 1, "$[0].plan[0]", Campaign(plan: """{ "title": "启动" }""") },
        {
            "campaigns.json", "city_unknown", 1, "plan",
            Campaign(plan: """{ "date": "2023-04-20", "city": "370900", "title": "启动" }""")
        },

        { "rules.json", "json_invalid", 1, "$", "{}" },
        { "rules.json", "json_invalid", 1, "$.yellowWithin", Rules(yellow: "\"ten\"") },
        { "rules.json", "field_missing", 0, "lowBase", """{ "yellowWithin": 10, "closeDays": 10 }""" },
        { "rules.json", "number_invalid", 0, "yellowWithin", Rules(yellow: "-1") },
        { "rules.json", "number_invalid", 0, "yellowWithin", Rules(yellow: "100.1") },
        { "rules.json", "number_invalid", 0, "closeDays", Rules(close: "61") },
        { "rules.json", "number_invalid", 0, "closeDays", Rules(close: "-1") },
        { "rules.json", "json_invalid", 1, "$.closeDays", Rules(close: "1.5") },
    };

    private static string Scheme(string indicators, string code = "z") =>
        $$"""[{ "code": "{{code}}", "name": "分", "nameEn": "Z", "indicators": [{{indicators}}] }]""";

    private static string Campaign(
        string id = "w", string start = "\"2023-04-20\"", string end = "\"2023-04-26\"", string cities = "",
        string plan = "") =>
        $$"""[{ "id": "{{id}}", "name": "周", "nameEn": "Week", "start": {{start}}, "end": {{end}},"""
            + $$""" "cities": [{{cities}}], "plan": [{{plan}}] }]""";

    private static string Rules(string yellow = "10", string close = "10") =>
        $$"""{ "yellowWithin": {{yellow}}, "closeDays": {{close}}, "lowBase": { "件": 5 } }""";

    private static string CreateValidDocument(string name) => name switch
    {
        "metrics.csv" => $"""
            {Metrics}
            a,甲,A,p,sum,件,higher,,,,
            b,乙,B,p,sum,件,none,,,,
            l,丙,L,p,level,件,higher,,,,
            m,丁,M,p,mean,天,lower,,,,
            r,戊,R,p,ratio,%,higher,a,b,,
            h,己,H,p,percapita,件/万人,higher,l,,,
            c,庚,C,p,coverage,%,higher,l,,,
            s,辛,S,p,sum,件,lower,,,,
            """,
        "schemes.json" => Scheme("""{ "metric": "a", "weight": 100, "scoring": "rank" }"""),
        "cities.csv" => "code,name,name_en,pinyin\n370300,淄博市,Zibo,zibo",
        "units.csv" => "code,city,name,name_en,kind\n370303,370300,张店区,Zhangdian,county",
        "population.csv" => "city,year,population\n370300,2020,4704138",
        "campaigns.json" => Campaign(),
        "targets.csv" => $"{Targets}\n370300,a,2023,,1,,,,",
        _ => Rules(),
    };
}
