using IpMonitor.Grains.Journal;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Tells who has the store of a folder open: whoever does holds a file in it together with others, and whoever puts another
/// store in its place holds it alone. The system lets go of it when a process ends, however it does.
/// </summary>
internal static class StoreLock
{
    private const long LeastSpace = 1 << 20; // below it, only reports of a few rows are taken

    public static FileStream AcquireShared(string folder)
    {
        try
        {
            return Open(folder, FileShare.Read);
        }
        catch (IOException) when (File.Exists(GetFilePath(folder)))
        {
            throw new InvalidDataException($"{folder} 正在恢复备份：请等它完成。 A backup is being restored there: wait until that is done.");
        }
    }

    public static FileStream AcquireExclusive(string folder)
    {
        try
        {
            return Open(folder, FileShare.None);
        }
        catch (IOException) when (File.Exists(GetFilePath(folder)))
        {
            throw new InvalidDataException(
                $"{folder} 的服务（或另一个命令）正在运行：请先停止（Ctrl+C，或停止该服务），再恢复。" +
                " A server, or another command, has the store open: stop it first, then restore.");
        }
    }

    /// <summary>Why nothing can be written in a folder, as far as that is told by writing there; null when it can.</summary>
    public static JournalException? FindWriteFault(string folder)
    {
        const int NoSpace = 28, ReadOnly = 30, QuotaExceeded = 122, WindowsReadOnly = 19, WindowsNoSpace = 112;
        var probe = Path.Combine(folder, "ipmonitor.probe");
        try
        {
            File.WriteAllBytes(probe, new byte[1]);
            return new DriveInfo(folder).AvailableFreeSpace < LeastSpace ? JournalException.Full() : null;
        }
        catch (IOException fault)
        {
            return (fault.HResult & 0xFFFF) switch
            {
                NoSpace or QuotaExceeded or WindowsNoSpace => JournalException.Full(),
                ReadOnly or WindowsReadOnly => JournalException.ReadOnly(),
                _ => null,
            };
        }
        catch (UnauthorizedAccessException)
        {
            return JournalException.ReadOnly();
        }
        finally
        {
            DeleteIfPossible(probe);
        }
    }

    // A file system that became read-only keeps it.
    private static void DeleteIfPossible(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string GetFilePath(string folder) => Path.Combine(folder, "ipmonitor.hold");

    private static FileStream Open(string folder, FileShare share)
    {
        FilePermissions.EnsureFile(GetFilePath(folder));
        return new(GetFilePath(folder), FileMode.OpenOrCreate, FileAccess.Read, share);
    }
}
