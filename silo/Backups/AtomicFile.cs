using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Creates private files atomically: under its final name a file is complete and on disk.</summary>
/// <remarks>
/// A lock file marks a temporary file in use. The operating system releases the lock of a killed process, and the next
/// command that writes to the folder deletes both files.
/// </remarks>
internal static class AtomicFile
{
    private const string Suffix = ".part";
    private const string LockSuffix = ".part.lock";

    /// <summary>
    /// Creates a file through a temporary file in the same folder, which is empty when the callback starts.
    /// </summary>
    /// <param name="file">Path of the new file.</param>
    /// <param name="write">Writes the temporary file, given its path.</param>
    /// <exception cref="InvalidDataException">The file exists.</exception>
    public static void Create(string file, Action<string> write)
    {
        if (Directory.Exists(file))
            throw new InvalidDataException(
                $"{file} 是目录：请给出文件名。 It is a folder: give the name of a file.");
        if (File.Exists(file))
            throw new InvalidDataException($"{file} 已存在：请换一个文件名。 It is there already: choose another name.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        FilePermissions.CreateFolder(folder);
        RemoveAbandoned(folder);
        var temporary = file + Suffix;
        using var inUse = OpenLock(file + LockSuffix, FileMode.OpenOrCreate);
        File.Delete(temporary);
        FilePermissions.EnsureFile(temporary);
        try
        {
            write(temporary);
            FlushToDisk(temporary);
            File.Move(temporary, file);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Deletes the temporary files of killed processes in a folder.</summary>
    public static void RemoveAbandoned(string folder)
    {
        foreach (var lockFile in Directory.GetFiles(folder, $"*{LockSuffix}"))
            try
            {
                using (OpenLock(lockFile, FileMode.Open)) File.Delete(lockFile[..^LockSuffix.Length] + Suffix);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process writes the file, or it belongs to another account.
            }
    }

    /// <summary>Flushes a file to disk.</summary>
    public static void FlushToDisk(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static FileStream OpenLock(string file, FileMode mode) =>
        new(file, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
}
