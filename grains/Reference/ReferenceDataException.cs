using System.Collections.Immutable;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Grains.Reference;

/// <summary>An error in a reference document: a stable code, the row, the column, and the message.</summary>
[GenerateSerializer, Alias("ipm.reference-exception")]
public sealed class ReferenceDataException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="document">The document.</param>
    /// <param name="key">
    /// The resource key of the message: the code, with a suffix where a code has several texts.
    /// </param>
    /// <param name="row">See <see cref="Row"/>.</param>
    /// <param name="column">The column or property.</param>
    /// <param name="arguments">The arguments of the message.</param>
    public ReferenceDataException(
        string document, string key, int row, string column, params ImmutableArray<MessageArgument> arguments)
        : this(document, row, column, key, MessageArgument.Message(key, arguments))
    {
    }

    private ReferenceDataException(string document, int row, string column, string key, MessageArgument text)
        : base($"{document}, row {row}, {column}: {key}") =>
        (Document, Code, Row, Column, Text) = (document, key.Split('.')[0], row, column, text);

    /// <summary>The document.</summary>
    [Id(0)]
    public string Document { get; }

    /// <summary>The stable code.</summary>
    [Id(1)]
    public string Code { get; }

    /// <summary>
    /// The row of a table (the header is 1) or the 1-based index in a JSON list; 0 is the whole document.
    /// </summary>
    [Id(2)]
    public int Row { get; }

    /// <summary>The column or property.</summary>
    [Id(3)]
    public string Column { get; }

    /// <summary>The message.</summary>
    [Id(4)]
    public MessageArgument Text { get; }

    /// <summary>Creates an exception whose message names the place in the document.</summary>
    /// <param name="place">The message around it, which takes the message as its last argument.</param>
    internal static ReferenceDataException At(
        MessageArgument place, string document, int row, string column, string key,
        ImmutableArray<MessageArgument> arguments)
    {
        var text = place with { Items = [.. place.Items, MessageArgument.Message(key, arguments)] };
        return new(document, row, column, key, text);
    }
}
