using IpMonitor.Grains.Journal;

namespace IpMonitor.Silo.Sql;

/// <summary>Lock file of a store's folder: open stores hold it shared, a restore holds it exclusively.</summary>
/// <remarks>The operating system releases the lock when the process ends, even after a crash.</remarks>
internal static class StoreLock
{
    /// <summary>Name of the folder in which a restore prepares the new store.</summary>
    public const string CandidateFolder = "restoring";

    private const long MinFreeBytes = 1 << 20; // with less, large reports would fail

    /// <summary>Acquires the lock for an open store.</summary>
    /// <exception cref="InvalidDataException">A restore is running.</exception>
    public static FileStream AcquireShared(string folder)
    {
        try
        {
            return Open(folder, FileShare.Read);
        }
        catch (IOException) when (File.Exists(GetFilePath(folder)))
        {
            throw new InvalidDataException(
                $"{folder} 正在恢复备份：请等它完成。 A backup is being restored there: wait until that is done.");
        }
    }

    /// <summary>Acquires the lock for a restore.</summary>
    /// <exception cref="InvalidDataException">The store is open.</exception>
    public static FileStream AcquireExclusive(string folder)
    {
        try
        {
            return Open(folder, FileShare.None);
        }
        catch (IOException) when (File.Exists(GetFilePath(folder)))
        {
            throw CreateOpenException(folder);
        }
    }

    /// <summary>Throws if a server or another command has the store of a folder open.</summary>
    /// <exception cref="InvalidDataException">The store is open.</exception>
    public static void RequireClosed(string folder)
    {
        if (File.Exists(GetFilePath(folder))) AcquireExclusive(folder).Dispose();
    }

    /// <summary>Creates the error of a command that needs a closed store.</summary>
    public static InvalidDataException CreateOpenException(string location) => new(
        $"{location} 的服务（或另一个命令）正在运行：请先停止（Ctrl+C，或停止该服务），再执行本命令。" +
        " A server, or another command, has the store open: stop it first, then run this command again.");

    /// <summary>Removes the files of a killed restore; the caller holds the lock.</summary>
    public static void RemoveCandidate(string folder)
    {
        var candidate = Path.Combine(folder, CandidateFolder);
        if (Directory.Exists(candidate)) Directory.Delete(candidate, recursive: true);
    }

    /// <summary>
    /// Writes a probe file to a folder and returns the error; null if it was written or the cause is unknown.
    /// </summary>
    public static JournalException? FindWriteFault(string folder)
    {
        var probe = Path.Combine(folder, "ipmonitor.probe");
        try
        {
            File.WriteAllBytes(probe, new byte[1]);
            return new DriveInfo(folder).AvailableFreeSpace < MinFreeBytes ? JournalException.Full() : null;
        }
        catch (IOException exception)
        {
            return StoreError.FindWriteFault(exception) switch
            {
                "store_full" => JournalException.Full(),
                "store_read_only" => JournalException.ReadOnly(),
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

    // A file system that became read-only keeps the probe file.
    private static void DeleteIfPossible(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
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
