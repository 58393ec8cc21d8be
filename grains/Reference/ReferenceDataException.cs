namespace IpMonitor.Grains.Reference;

/// <summary>What is wrong with a reference document: a stable code, the row and the column, and the remedy in Chinese.</summary>
[GenerateSerializer, Alias("ipm.reference-exception")]
public sealed class ReferenceDataException : Exception
{
    /// <summary>Names what is wrong and where.</summary>
    public ReferenceDataException(string document, string code, int row, string column, string message)
        : base(message) => (Document, Code, Row, Column) = (document, code, row, column);

    /// <summary>Which document.</summary>
    [Id(0)]
    public string Document { get; }

    /// <summary>For programs.</summary>
    [Id(1)]
    public string Code { get; }

    /// <summary>Of a table its row, the header being 1; of a list in JSON its place, from 1; 0 is the whole document.</summary>
    [Id(2)]
    public int Row { get; }

    /// <summary>The column or property.</summary>
    [Id(3)]
    public string Column { get; }
}
