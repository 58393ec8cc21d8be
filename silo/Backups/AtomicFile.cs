using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Creates private files atomically: under its final name a file is complete and on disk.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Creates a file through a temporary file in the same folder, which is empty when the callback starts.
    /// </summary>
    /// <param name="file">Path of the new file.</param>
    /// <param name="write">Writes the temporary file, given its path.</param>
    /// <exception cref="InvalidDataException">The file exists.</exception>
    public static void Create(string file, Action<string> write)
    {
        if (File.Exists(file))
            throw new InvalidDataException($"{file} 已存在：请换一个文件名。 It is there already: choose another name.");
        FilePermissions.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var temporary = $"{file}.part";
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

    /// <summary>Flushes a file to disk.</summary>
    public static void FlushToDisk(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
