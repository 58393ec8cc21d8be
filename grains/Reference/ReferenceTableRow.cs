using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using IpMonitor.Grains.Messages;

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
            throw new ReferenceDataException(document, "column_missing.table", 1, missing, document, missing, string.Join(",", columns));
        if (header.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ReferenceDataException(document, "column_twice.table", 1, twice.Key, document, twice.Key);
        var rows = new List<T>();
        for (var number = 2; csv.Read(); number++)
        {
            var cells = new Dictionary<string, string>();
            for (var i = 0; i < header.Length && i < csv.FieldCount; i++) cells[header[i]] = csv.GetString(i);
            var row = new ReferenceTableRow(document, number, cells);
            // A comma without quotes would move what follows it into the wrong columns.
            for (var i = header.Length; i < csv.FieldCount; i++)
                if (csv.GetString(i).Length > 0) throw row.CreateException("cells_beyond", header[^1]);
            if (cells.Values.Any(cell => cell.Length > 0)) rows.Add(read(row));
        }
        return rows;
    }

    /// <summary>The cell, or null when it is blank or its column is not there.</summary>
    public string? this[string column] => cells.GetValueOrDefault(column) is { Length: > 0 } text ? text : null;

    public string GetText(string column) => this[column] ?? throw CreateException("cell_missing", column);

    public int GetInteger(string column) => int.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw CreateException("number_invalid.integer", column, GetText(column));

    public long GetPopulation(string column) => long.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100_000_000_000
        ? number
        : throw CreateException("number_invalid.population", column, GetText(column));

    /// <summary>A number that is not negative and fits a figure (at most 10¹⁴, four decimals), or null when blank.</summary>
    public decimal? GetDecimal(string column) => this[column] is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= Metrics.FixedPoint.MaxValue && Metrics.FixedPoint.IsRepresentable(number) ? number
        : throw CreateException("number_invalid.decimal", column, text);

    /// <summary>One of the words of an enumeration, written with or without hyphens.</summary>
    public T GetEnum<T>(string column, T? otherwise = null) where T : struct, Enum =>
        this[column] is null && otherwise is { } value ? value
        : char.IsLetter(GetText(column)[0]) && !GetText(column).Contains(',', StringComparison.Ordinal) && Enum.TryParse<T>(GetText(column).Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var word) ? word
        : throw CreateException("word_unknown", column, GetText(column), MessageArgument.List(Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)));

    public ReferenceDataException CreateException(string key, string column, params ImmutableArray<MessageArgument> arguments) =>
        ReferenceDataException.At(
            MessageArgument.Message("reference_data.row", document, number, column), document, number, column, key, arguments);
}
