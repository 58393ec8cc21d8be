using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Intake;

/// <summary>One row of a body: what it says, or why it cannot be read. Rows are counted from 1; in a CSV file the header is row 1.</summary>
internal sealed record SentRow(int Number, EventInput? Draft, string? Id, ValidationError? Refusal)
{
    /// <summary>More than any event comes to, however it is written.</summary>
    public const int MostBytes = 64 * 1024;

    public static SentRow Of(int number, EventInput draft) => new(number, draft, draft.Id, null);

    public static SentRow Refused(int number, string? id, string code, string field, string message) =>
        new(number, null, id, new(code, field, message));

    public static SentRow TooLarge(int number) => Refused(number, null, "row_too_large", "", "这一条超过 64 KB：请核对是否混入了其他内容。");
}

/// <summary>A body that cannot be read at all.</summary>
internal sealed class BodyException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
