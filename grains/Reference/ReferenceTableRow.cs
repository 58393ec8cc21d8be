using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>A row of a reference table. Reading an invalid cell throws <see cref="ReferenceDataException"/>.</summary>
internal sealed class ReferenceTableRow(string document, int number, IReadOnlyDictionary<string, string> cells)
{
    /// <summary>
    /// Reads the non-blank rows of a CSV text whose header must contain all <paramref name="columns"/>.
    /// </summary>
    public static IReadOnlyList<T> Read<T>(
        string document, string text, ImmutableArray<string> columns, Func<ReferenceTableRow, T> read)
    {
        using var csv = CsvReader.Create(
            Encoding.UTF8.GetBytes(text), new CsvReaderOptions { Separator = ',', TrimWhitespace = true });
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        if (columns.FirstOrDefault(column => !header.Contains(column)) is { } missing)
        {
            throw new ReferenceDataException(
                document,
                "column_missing",
                1,
                missing,
                $"{document} 缺少 {missing} 列：第一行应是列名 {string.Join(",", columns)}。");
        }
        var names = header.Where(name => name.Length > 0);
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { Key: var duplicate })
        {
            throw new ReferenceDataException(
                document, "column_twice", 1, duplicate, $"{document} 的 {duplicate} 列出现了两次：请只留一列。");
        }
        var rows = new List<T>();
        for (var number = 2; csv.Read(); number++)
        {
            var cells = new Dictionary<string, string>();
            for (var i = 0; i < header.Length && i < csv.FieldCount; i++) cells[header[i]] = csv.GetString(i);
            var row = new ReferenceTableRow(document, number, cells);
            // An unquoted comma shifts the cells after it into the wrong columns.
            for (var i = header.Length; i < csv.FieldCount; i++)
            {
                if (csv.GetString(i).Length == 0) continue;
                throw row.CreateException(
                    "cells_beyond", header[^1], "这一行的格数比列名多：内容里有逗号时请加引号，数字不要写千分位");
            }
            if (cells.Values.Any(cell => cell.Length > 0)) rows.Add(read(row));
        }
        return rows;
    }

    /// <summary>The text of a cell; null if it is blank or its column is missing.</summary>
    public string? this[string column] => cells.GetValueOrDefault(column) is { Length: > 0 } text ? text : null;

    /// <summary>Returns the text of a required cell.</summary>
    public string GetText(string column) =>
        this[column] ?? throw CreateException("cell_missing", column, "这一格必填");

    /// <summary>Returns a required integer that is not negative.</summary>
    public int GetInteger(string column) =>
        int.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw CreateException("number_invalid", column, $"“{this[column]}”不是整数");

    /// <summary>Returns a required number of people, above 0 and below 10¹¹.</summary>
    public long GetPopulation(string column) =>
        long.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and < 100_000_000_000
            ? number
            : throw CreateException("number_invalid", column, $"“{this[column]}”不是人口数：请填人数（整数）");

    /// <summary>Returns a number of at most 10¹⁴ with at most four decimals, not negative; null if blank.</summary>
    public decimal? GetDecimal(string column)
    {
        if (this[column] is not { } text) return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= FixedPoint.MaxValue
            && FixedPoint.IsRepresentable(number)
                ? number
                : throw CreateException("number_invalid", column, $"“{text}”不是数：请只填不为负的数，最多四位小数，不加单位");
    }

    /// <summary>Returns an enum value written in kebab case or without hyphens.</summary>
    /// <param name="column">The column.</param>
    /// <param name="defaultValue">The value of a blank cell; null if the cell is required.</param>
    public T GetEnum<T>(string column, T? defaultValue = null) where T : struct, Enum
    {
        if (this[column] is null && defaultValue is { } value) return value;
        var text = GetText(column);
        // Enum.TryParse also accepts numbers and comma-separated lists.
        return char.IsLetter(text[0])
            && !text.Contains(',', StringComparison.Ordinal)
            && Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var parsed)
                ? parsed
                : throw CreateException("word_unknown", column, $"不能是“{text}”：可以是 {GetEnumTexts<T>()}");
    }

    /// <summary>Creates an exception that names this row and a column.</summary>

    public ReferenceDataException CreateException(string code, string column, string message) =>
        new(document, code, number, column, $"{document} 第 {number} 行 {column}：{message}。");

    private static string GetEnumTexts<T>() where T : struct, Enum =>
        string.Join("、", Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName));
}
