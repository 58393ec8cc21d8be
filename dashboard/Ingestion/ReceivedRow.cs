using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>One row of a body: what it says, or why it cannot be read. Rows are counted from 1; in a CSV file the header is row 1.</summary>
internal sealed record ReceivedRow(int Number, EventInput? Input, string? Id, ValidationError? Error)
{
    /// <summary>More than any event comes to, however it is written.</summary>
    public const int MaxBytes = 64 * 1024;

    public static ReceivedRow FromInput(int number, EventInput draft) => new(number, draft, draft.Id, null);

    public static ReceivedRow CreateInvalid(
        int number, string? id, string key, string field, params ImmutableArray<MessageArgument> arguments) =>
        new(number, null, id, ValidationError.Create(key, field, arguments));

    public static ReceivedRow CreateTooLarge(int number) => CreateInvalid(number, null, "row_too_large", "");
}

/// <summary>A body that cannot be read at all.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="key">The resource key of the message: the code, with a suffix where a code has several texts.</param>
/// <param name="arguments">The arguments of the message.</param>
internal sealed class RequestRejectedException(int status, string key, params ImmutableArray<MessageArgument> arguments)
    : Exception(key)
{
    /// <summary>Creates an exception from an error of the domain.</summary>
    public RequestRejectedException(int status, ValidationError error)
        : this(status, error.Code) => Text = error.ToArgument();

    public int Status => status;

    public string Code { get; } = key.Split('.')[0];

    /// <summary>The message.</summary>
    public MessageArgument Text { get; } = MessageArgument.Message(key, arguments);

    /// <summary>Returns the problem response.</summary>
    public IResult ToProblem() => Problems.FromMessage(Status, Code, Text);
}
