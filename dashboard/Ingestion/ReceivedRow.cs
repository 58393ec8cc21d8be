using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>
/// A row of a request body: its input, or the error that prevents reading it. Rows are numbered from 1; the header of a
/// CSV file is row 1.
/// </summary>
internal sealed record ReceivedRow(int Number, EventInput? Input, string? Id, ValidationError? Error)
{
    /// <summary>The largest size of a row in bytes; no valid event needs more.</summary>
    public const int MaxBytes = 64 * 1024;

    public static ReceivedRow FromInput(int number, EventInput input) => new(number, input, input.Id, null);

    public static ReceivedRow CreateInvalid(
        int number, string? id, string key, string field, params ImmutableArray<MessageArgument> arguments) =>
        new(number, null, id, ValidationError.Create(key, field, arguments));

    public static ReceivedRow CreateTooLarge(int number) =>
        CreateInvalid(number, null, "row_too_large", "");
}
