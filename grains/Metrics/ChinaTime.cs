namespace IpMonitor.Grains.Metrics;

/// <summary>Converts between instants and China Standard Time (Asia/Shanghai, UTC+8 all year since 1992).</summary>
public static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>Returns the current time in China.</summary>
    public static DateTimeOffset GetChinaNow(this TimeProvider time) => time.GetUtcNow().ToOffset(Offset);

    /// <summary>Returns the current date in China.</summary>
    public static DateOnly GetChinaToday(this TimeProvider time) => time.GetUtcNow().ToChinaDate();

    /// <summary>Returns the date in China at an instant.</summary>
    public static DateOnly ToChinaDate(this DateTimeOffset instant) =>
        DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>Returns the date and time on a clock in China.</summary>
    public static DateTime ToChinaClock(this DateTimeOffset instant) => instant.ToOffset(Offset).DateTime;

    /// <summary>Returns the instant at which a day begins in China.</summary>
    public static DateTimeOffset ToChinaMidnight(this DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);

    /// <summary>Converts a local time in China to an instant.</summary>
    public static DateTimeOffset ToChinaTime(this DateTime local) => new(local, Offset);

    /// <summary>Converts a Unix time in milliseconds to a time in China.</summary>
    public static DateTimeOffset FromUnixMilliseconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(Offset);
}
