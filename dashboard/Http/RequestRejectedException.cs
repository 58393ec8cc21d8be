using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Http;

/// <summary>Rejects a whole request with an HTTP status and a stable error code.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="key">Resource key of the message: the code, with a suffix where a code has several texts.</param>
/// <param name="arguments">Arguments of the message.</param>
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
    public IResult ToProblem() => ProblemResults.FromMessage(Status, Code, Text);
}
