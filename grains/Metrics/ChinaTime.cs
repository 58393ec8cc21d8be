namespace IpMonitor.Grains.Metrics;

/// <summary>The one time zone of the house: Asia/Shanghai, UTC+8 all year since 1992.</summary>
public static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The time in China now.</summary>
    public static DateTimeOffset GetChinaNow(this TimeProvider time) => time.GetUtcNow().ToOffset(Offset);

    /// <summary>The date in China now.</summary>
    public static DateOnly GetChinaToday(this TimeProvider time) => time.GetUtcNow().ToChinaDate();

    /// <summary>The date in China at an instant.</summary>
    public static DateOnly ToChinaDate(this DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>When a day begins in China.</summary>
    public static DateTimeOffset ToChinaMidnight(this DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);

    /// <summary>A time on the clocks of China as an instant.</summary>
    public static DateTimeOffset ToChinaTime(this DateTime local) => new(local, Offset);

    /// <summary>A stored instant (milliseconds since 1970) as a time in China.</summary>
    public static DateTimeOffset FromUnixMilliseconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(Offset);
}
