namespace IpMonitor.Dashboard.Import;

/// <summary>Log messages of imports.</summary>
internal static partial class ImportLog
{
    [LoggerMessage(Level = LogLevel.Error,
        Message = "Reading an imported file failed in sheet {Sheet} near row {Row}.")]
    public static partial void ReadingFailed(this ILogger logger, Exception exception, string sheet, int row);
}
