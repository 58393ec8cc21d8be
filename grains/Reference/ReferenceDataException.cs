namespace IpMonitor.Grains.Reference;

/// <summary>
/// An error in a reference document: a stable code, the row and column, and a Chinese message for the user.
/// </summary>
[GenerateSerializer, Alias("ipm.reference-exception")]
public sealed class ReferenceDataException : Exception
{
    /// <summary>Creates an error at a row and column of a document.</summary>
    public ReferenceDataException(string document, string code, int row, string column, string message)
        : base(message) => (Document, Code, Row, Column) = (document, code, row, column);

    /// <summary>The document's name.</summary>
    [Id(0)]
    public string Document { get; }

    /// <summary>A stable code for programs.</summary>
    [Id(1)]
    public string Code { get; }

    /// <summary>
    /// The row of a table (the header is 1) or the 1-based index in a JSON list; 0 is the whole document.
    /// </summary>
    [Id(2)]
    public int Row { get; }

    /// <summary>The column or JSON property.</summary>
    [Id(3)]
    public string Column { get; }
}
