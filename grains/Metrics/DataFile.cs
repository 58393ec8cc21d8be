using CsvHelper;

namespace IpMonitor.Grains.Metrics;

/// <summary>Reads the project's own data files, which are compiled into this assembly from <c>grains/data</c>.</summary>
public static class DataFile
{
    /// <summary>Opens a data file by its name, such as <c>metrics.csv</c>.</summary>
    public static Stream Open(string name) =>
        typeof(DataFile).Assembly.GetManifestResourceStream(name)
        ?? throw new FileNotFoundException($"grains/data/{name} is not compiled into the assembly.", name);

    /// <summary>Reads a CSV data file; each row is given as a function from column name to cell, null when blank.</summary>
    public static IReadOnlyList<T> Rows<T>(string name, Func<Func<string, string?>, T> read)
    {
        using var csv = CsvReader.Create(Open(name), new CsvReaderOptions { Separator = ',' });
        var rows = new List<T>();
        while (csv.Read()) rows.Add(read(column => csv.GetString(column) is { Length: > 0 } cell ? cell : null));
        return rows;
    }
}
