namespace IpMonitor.Silo.Sql;

/// <summary>Files and folders that nobody reads but the account that the program runs as, where the system knows accounts by modes (Unix).</summary>
public static class FilePermissions
{
    private const UnixFileMode OwnerFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolderMode = OwnerFileMode | UnixFileMode.UserExecute;

    /// <summary>Makes a folder where there is none; one that is there stays as whoever made it wanted it.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerFolderMode);
    }

    /// <summary>Makes an empty file where there is none, and takes one that is there from everybody else.</summary>
    public static void EnsureFile(string file)
    {
        // Never opened when it is there: to close it would take from SQLite what it has locked.
        if (!File.Exists(file))
            try
            {
                using (CreateFile(file)) { }
            }
            catch (IOException) when (File.Exists(file))
            {
            }
        Restrict(file);
    }

    /// <summary>Makes a file.</summary>
    /// <exception cref="IOException">It is there.</exception>
    public static FileStream CreateFile(string file, FileOptions options = FileOptions.None)
    {
        var how = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 81920, Options = options };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerFileMode;
        return new(file, how);
    }

    /// <summary>Takes a file from everybody else, if it is there and one's own.</summary>
    public static void Restrict(string file)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(file)) return;
        try
        {
            File.SetUnixFileMode(file, OwnerFileMode);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            // Another account's, or of a file system that has no modes: whoever put it there has said who may read it.
        }
    }
}
