using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>A cell of an exported table: empty, or a text, a number, a day or a time.</summary>
internal readonly record struct ExportCell
{
    /// <summary>Format of a day: 2026-04-20.</summary>
    public const string DayFormat = "yyyy\\-mm\\-dd";

    /// <summary>Format of a time in China: 2026-04-20 09:30.</summary>
    public const string TimeFormat = "yyyy\\-mm\\-dd hh:mm";

    private ExportCell(object? value, string? format) => (Value, Format) = (value, format);

    /// <summary>A <see cref="string"/>, <see cref="decimal"/> or <see cref="DateTime"/>; null if empty.</summary>
    public object? Value { get; }

    /// <summary>The number format; null for a text.</summary>
    public string? Format { get; }

    /// <summary>True if the cell belongs to a total.</summary>
    public bool IsTotal { get; init; }

    public static implicit operator ExportCell(string? text) => new(string.IsNullOrEmpty(text) ? null : text, null);

    /// <summary>Creates a number; null is empty.</summary>
    public static ExportCell FromNumber(decimal? number, string format = NumberFormats.Whole) =>
        number is null ? default : new(number, format);

    /// <summary>Creates a day; null is empty.</summary>
    public static ExportCell FromDay(DateOnly? day) =>
        day is null ? default : new(day.Value.ToDateTime(TimeOnly.MinValue), DayFormat);

    /// <summary>Creates a time in China; null is empty.</summary>
    public static ExportCell FromTime(DateTimeOffset? time) =>
        time is null ? default : new(time.Value.ToChinaClock(), TimeFormat);
}
