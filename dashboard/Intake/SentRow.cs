using IpMonitor.Grains.Reports;

namespace IpMonitor.Dashboard.Intake;

/// <summary>One row of a body: what it says, or why it cannot be read. Rows are counted from 1; in a CSV file the header is row 1.</summary>
internal sealed record SentRow(int Number, Draft? Draft, string? Id, Refusal? Refusal)
{
    public static SentRow Of(int number, Draft draft) => new(number, draft, draft.Id, null);

    public static SentRow Refused(int number, string? id, string code, string field, string message) =>
        new(number, null, id, new(code, field, message));
}

/// <summary>A body that cannot be read at all.</summary>
internal sealed class BodyException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
