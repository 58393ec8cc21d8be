using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Writes files that are whole and on disk once they bear their name, that take no other's name, and that nobody else reads.</summary>
internal static class AtomicFile
{
    /// <summary>Makes a file by way of another beside it, which is there and empty at first.</summary>
    /// <exception cref="InvalidDataException">There is one of that name.</exception>
    public static void Create(string file, Action<string> make)
    {
        if (File.Exists(file))
            throw new InvalidDataException($"{file} 已存在：请换一个文件名。 It is there already: choose another name.");
        FilePermissions.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var beside = $"{file}.part";
        File.Delete(beside);
        FilePermissions.EnsureFile(beside);
        try
        {
            make(beside);
            FlushToDisk(beside);
            File.Move(beside, file);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Returns when a file is on disk.</summary>
    public static void FlushToDisk(string file)
    {
        using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }
}
