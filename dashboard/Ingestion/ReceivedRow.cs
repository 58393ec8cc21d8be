using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>One row of a body: what it says, or why it cannot be read. Rows are counted from 1; in a CSV file the header is row 1.</summary>
internal sealed record ReceivedRow(int Number, EventInput? Input, string? Id, ValidationError? Error)
{
    /// <summary>More than any event comes to, however it is written.</summary>
    public const int MaxBytes = 64 * 1024;

    public static ReceivedRow FromInput(int number, EventInput draft) => new(number, draft, draft.Id, null);

    public static ReceivedRow CreateInvalid(int number, string? id, string code, string field, string message) =>
        new(number, null, id, new(code, field, message));

    public static ReceivedRow CreateTooLarge(int number) => CreateInvalid(number, null, "row_too_large", "", "这一条超过 64 KB：请核对是否混入了其他内容。");
}

/// <summary>A body that cannot be read at all.</summary>
internal sealed class RequestRejectedException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
