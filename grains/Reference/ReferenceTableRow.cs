using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using IpMonitor.Grains.Messages;
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
                "column_missing.table",
                1,
                missing, document, missing, MessageArgument.List(columns));
        }
        var names = header.Where(name => name.Length > 0);
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { Key: var duplicate })
        {
            throw new ReferenceDataException(
                document, "column_twice.table", 1, duplicate, document, duplicate);
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
                throw row.CreateException("cells_beyond", header[^1]);
            }
            if (cells.Values.Any(cell => cell.Length > 0)) rows.Add(read(row));
        }
        return rows;
    }

    /// <summary>The text of a cell; null if it is blank or its column is missing.</summary>
    public string? this[string column] => cells.GetValueOrDefault(column) is { Length: > 0 } text ? text : null;

    /// <summary>Returns the text of a required cell.</summary>
    public string GetText(string column) =>
        this[column] ?? throw CreateException("cell_missing", column);

    /// <summary>Returns a required integer that is not negative.</summary>
    public int GetInteger(string column) =>
        int.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw CreateException("number_invalid.integer", column, GetText(column));

    /// <summary>Returns a required number of people, above 0 and below 10¹¹.</summary>
    public long GetPopulation(string column) =>
        long.TryParse(GetText(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and < 100_000_000_000
            ? number
            : throw CreateException("number_invalid.population", column, GetText(column));

    /// <summary>Returns a number of at most 10¹⁴ with at most four decimals, not negative; null if blank.</summary>
    public decimal? GetDecimal(string column)
    {
        if (this[column] is not { } text) return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= FixedPoint.MaxValue
            && FixedPoint.IsRepresentable(number)
                ? number
                : throw CreateException("number_invalid.decimal", column, text);
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
                : throw CreateException("word_unknown", column, text, GetEnumTexts<T>());
    }

    /// <summary>Creates an exception that names this row and a column.</summary>

    public ReferenceDataException CreateException(
        string key, string column, params ImmutableArray<MessageArgument> arguments) => ReferenceDataException.At(
            MessageArgument.Message("reference_data.row", document, number, column),
            document, number, column, key, arguments);

    private static MessageArgument GetEnumTexts<T>() where T : struct, Enum =>
        MessageArgument.List(Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName));
}
