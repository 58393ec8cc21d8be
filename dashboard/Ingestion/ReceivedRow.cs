using IpMonitor.Grains.Events;

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

    public static ReceivedRow CreateInvalid(int number, string? id, string code, string field, string message) =>
        new(number, null, id, new(code, field, message));

    public static ReceivedRow CreateTooLarge(int number) =>
        CreateInvalid(number, null, "row_too_large", "", "这一条超过 64 KB：请核对是否混入了其他内容。");
}
