using System.Collections.Immutable;
using System.Data.Common;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>
/// Lists the names that stores contain: tables and columns, enumeration texts, properties of JSON texts.
/// </summary>
internal static partial class StoreContract
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Tables and columns of a SQLite store.</summary>
    public static IEnumerable<string> Tables(DbConnection connection) =>
        from row in connection.Query<(string Table, string Column, string Type)>("""
            SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
            """)
        select $"table {row.Table}.{row.Column}: {row.Type}";

    /// <summary>Tables and columns of the PostgreSQL scripts, with SQLite's types for them.</summary>
    public static IEnumerable<string> PostgresTables() =>
        from script in PostgresSchema.Versions
        from Match table in CreateTable().Matches(script)
        from Match column in Column().Matches(table.Groups["columns"].Value)
        let type = column.Groups["type"].Value == "BIGINT" ? "INTEGER" : "TEXT"
        select $"table {table.Groups["name"]}.{column.Groups["name"]}: {type}";

    /// <summary>Tables and columns of an export.</summary>
    public static IEnumerable<string> ExportTables() =>
        from table in StoreTable.All
        from column in table.Columns
        select $"table {table.Name}.{column.Name}: {(column.IsText ? "TEXT" : "INTEGER")}";

    /// <summary>Enumeration texts in columns and in the cells of stored reference tables.</summary>
    public static IEnumerable<string> EnumTexts() =>
    [
        .. Enum.GetValues<Qualifier>().Select(value => $"text events.qualifier {EnumText.Format(value)}"),
        .. Enum.GetValues<EventOperation>().Select(value => $"text events.op {EnumText.Format(value)}"),
        .. Enum.GetValues<Basis>().Select(value => $"text events.basis {EnumText.Format(value)}"),
        .. Enum.GetValues<EventState>().Select(value => $"text states.state {EnumText.Format(value)}"),
        .. TextsOf<MetricKind>("metrics.csv/kind"), .. TextsOf<BetterDirection>("metrics.csv/better"),
        .. TextsOf<Goal>("targets.csv/goal"), .. TextsOf<BenchmarkReference>("targets.csv/against"),
        .. TextsOf<PaceCurve>("targets.csv/curve"),
    ];

    /// <summary>Properties of JSON texts: records, screens, the audit log, reference documents.</summary>
    public static IEnumerable<string> JsonProperties() =>
    [
        .. RecordKinds().SelectMany(kind => Properties($"record {kind.Name}", kind.Type, RecordJson.Options)),
        .. Properties("json screens.screen", typeof(ScreenState), RecordJson.Options),
        .. Properties("json audit.text", typeof(AuditEntry), RecordJson.Options),
        .. Properties("json schemes.json", typeof(SchemesReader.Scheme[]), ReferenceSnapshot.JsonOptions),
        .. Properties("json campaigns.json", typeof(CampaignDefinition[]), ReferenceSnapshot.JsonOptions),
        .. Properties("json rules.json", typeof(FigureRules), ReferenceSnapshot.JsonOptions),
    ];

    /// <summary>Kinds of records that grains store.</summary>
    public static IEnumerable<(string Name, Type Type)> RecordKinds() =>
        from type in typeof(RecordJson).Assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(Statics)
        where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(RecordKind<>)
        let kind = field.GetValue(null)!
        select ((string)field.FieldType.GetProperty("Name")!.GetValue(kind)!, field.FieldType.GenericTypeArguments[0]);

    // Lists only properties that are read back. Computed properties are written too, but nothing depends on them.
    // A type inside itself is listed by its name.
    private static IEnumerable<string> Properties(
        string path, Type type, JsonSerializerOptions options, params ImmutableArray<Type> outer)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (outer.Contains(type)) return [$"{path}: {type.Name}"];
        options.MakeReadOnly(populateMissingResolver: true);
        var info = options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
            return Properties($"{path}[]", info.ElementType!, options, outer);
        if (info.Kind == JsonTypeInfoKind.Dictionary)
            return Properties($"{path}{{}}", info.ElementType!, options, outer);
        if (type.IsEnum)
            return type.GetEnumValues().Cast<object>()
                .Select(value => $"{path} {JsonSerializer.Serialize(value, type, options)}");
        return info.Kind != JsonTypeInfoKind.Object ? [$"{path}: {type.Name}"]
            : info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
                .SelectMany(property => Properties(
                    $"{path}/{property.Name}", property.PropertyType, options, [.. outer, type]));
    }

    private static IEnumerable<string> TextsOf<T>(string cell) where T : struct, Enum =>
        Enum.GetNames<T>().Select(name => $"text {cell} {JsonNamingPolicy.KebabCaseLower.ConvertName(name)}");

    [GeneratedRegex(@"CREATE TABLE (?<name>\w+) \((?<columns>.*?)\)(;| WITH)", RegexOptions.Singleline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"(?<name>\w+)\s+(?<type>BIGINT|TEXT|code)\b")]
    private static partial Regex Column();
}
