using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;

namespace IpMonitor.Grains.Reference;

/// <summary>One row of a reference table; what cannot be read is a <see cref="ReferenceDataException"/> that names it.</summary>
internal sealed class ReferenceTableRow(string document, int number, IReadOnlyDictionary<string, string> cells)
{
    /// <summary>Reads the rows of a CSV text whose header names the columns; all of <paramref name="columns"/> must be there.</summary>
    public static IReadOnlyList<T> Read<T>(string document, string text, ImmutableArray<string> columns, Func<ReferenceTableRow, T> read)
    {
        using var csv = CsvReader.Create(Encoding.UTF8.GetBytes(text), new CsvReaderOptions { Separator = ',', TrimWhitespace = true });
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        if (columns.FirstOrDefault(column => !header.Contains(column)) is { } missing)
            throw new ReferenceDataException(document, "column_missing", 1, missing, $"{document} 缺少 {missing} 列：第一行应是列名 {string.Join(",", columns)}。");
        if (header.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ReferenceDataException(document, "column_twice", 1, twice.Key, $"{document} 的 {twice.Key} 列出现了两次：请只留一列。");
        var rows = new List<T>();
        for (var number = 2; csv.Read(); number++)
        {
            var cells = new Dictionary<string, string>();
            for (var i = 0; i < header.Length && i < csv.FieldCount; i++) cells[header[i]] = csv.GetString(i);
            var row = new ReferenceTableRow(document, number, cells);
            // A comma without quotes would move what follows it into the wrong columns.
            for (var i = header.Length; i < csv.FieldCount; i++)
                if (csv.GetString(i).Length > 0) throw row.CreateException("cells_beyond", header[^1], "这一行的格数比列名多：内容里有逗号时请加引号，数字不要写千分位");
            if (cells.Values.Any(cell => cell.Length > 0)) rows.Add(read(row));
        }
        return rows;
    }

    /// <summary>The cell, or null when it is blank or its column is not there.</summary>
    public string? this[string column] => cells.GetValueOrDefault(column) is { Length: > 0 } text ? text : null;

    public string GetText(string column) => this[column] ?? throw CreateException("cell_missing", column, "这一格必填");

    public int GetInteger(string column) => int.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw CreateException("number_invalid", column, $"“{this[column]}”不是整数");

    public long GetPopulation(string column) => long.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100_000_000_000
        ? number
        : throw CreateException("number_invalid", column, $"“{this[column]}”不是人口数：请填人数（整数）");

    /// <summary>A number that is not negative and fits a figure (at most 10¹⁴, four decimals), or null when blank.</summary>
    public decimal? GetDecimal(string column) => this[column] is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= Metrics.FixedPoint.MaxValue && Metrics.FixedPoint.IsRepresentable(number) ? number
        : throw CreateException("number_invalid", column, $"“{text}”不是数：请只填不为负的数，最多四位小数，不加单位");

    /// <summary>One of the words of an enumeration, written with or without hyphens.</summary>
    public T GetEnum<T>(string column, T? otherwise = null) where T : struct, Enum =>
        this[column] is null && otherwise is { } value ? value
        : char.IsLetter(GetText(column)[0]) && !GetText(column).Contains(',', StringComparison.Ordinal) && Enum.TryParse<T>(GetText(column).Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var word) ? word
        : throw CreateException("word_unknown", column, $"不能是“{this[column]}”：可以是 {string.Join("、", Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}");

    public ReferenceDataException CreateException(string code, string column, string message) =>
        new(document, code, number, column, $"{document} 第 {number} 行 {column}：{message}。");
}
