using System.Data.Common;
using IpMonitor.Grains.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace IpMonitor.Silo.Sql;

/// <summary>Describes the errors of stores and their files that an operator can correct.</summary>
public static class StoreError
{
    private const int NoSpace = 28, ReadOnly = 30, QuotaExceeded = 122, WindowsReadOnly = 19, WindowsNoSpace = 112;

    /// <summary>Returns the cause and remedy in Chinese and English; null if the error is none of a store.</summary>
    /// <param name="exception">Error to describe.</param>
    /// <param name="path">File or folder at hand, if the error may not name it.</param>
    public static string? Describe(Exception exception, string path = "") => exception switch
    {
        InvalidDataException => exception.Message,
        FileNotFoundException missing => $"{missing.FileName ?? path}：没有这个文件。 There is no such file.",
        DirectoryNotFoundException => Name(path, "没有这个目录。 There is no such folder.", exception),
        UnauthorizedAccessException => Name(
            path, "没有读写权限，请检查所有者与权限。 Access is denied: check owner and permissions.", exception),
        IOException => DescribeInputOutput(exception, path),
        SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT } => Name(
            path, "不是本程序的数据库，或已损坏：请恢复一份备份。 It is no database of this program, or damaged: restore a backup.",
            exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => Name(path, FullText, exception),
        // These codes have several causes; a write to the folder finds the one at hand.
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN }
            when Path.GetDirectoryName(path) is { Length: > 0 } folder
                && StoreLock.FindWriteFault(folder) is { } fault =>
            Name(path, GetText(fault), exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY } => Name(path, ReadOnlyText, exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => Name(
            path, "被另一个程序锁住，请稍后再试。 Another program has locked it: try again later.", exception),
        JournalException fault => Name(path, GetText(fault), exception),
        DbException { SqlState: PostgresErrorCodes.DiskFull } => Name(path, FullText, exception),
        DbException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => Name(path, ReadOnlyText, exception),
        DbException => Name(path, "数据库出错。 The database failed.", exception),
        _ => null,
    };

    /// <summary>Returns true if a file could not be written because the disk is full.</summary>
    public static bool IsFull(IOException exception) => FindWriteFault(exception) == "store_full";

    /// <summary>Returns the code of a full or read-only file system; null for another cause.</summary>
    internal static string? FindWriteFault(IOException exception) => (exception.HResult & 0xFFFF) switch
    {
        NoSpace or QuotaExceeded or WindowsNoSpace => "store_full",
        ReadOnly or WindowsReadOnly => "store_read_only",
        _ => null,
    };

    private const string FullText = "磁盘已满，请释放或扩充空间。 The disk is full: free or add space.";

    private const string ReadOnlyText = "文件系统只读。 The file system is read-only.";

    private static string GetText(JournalException fault) => fault.Code switch
    {
        "store_full" => FullText,
        "store_read_only" => ReadOnlyText,
        _ => "存储写不进或连不上，请检查磁盘与数据库。 The store cannot be used: check disk and database.",
    };

    private static string DescribeInputOutput(Exception exception, string path) =>
        FindWriteFault((IOException)exception) switch
        {
            "store_full" => Name(path, FullText, exception),
            "store_read_only" => Name(path, ReadOnlyText, exception),
            _ => Name(path, "读写失败。 It cannot be read or written.", exception),
        };

    private static string Name(string path, string text, Exception exception) =>
        $"{(path.Length > 0 ? $"{path}：" : "")}{text} {exception.Message}";
}
