namespace IpMonitor.Silo.Sql;

/// <summary>
/// Creates files and folders with access for the current account only, on Unix; on Windows, permissions are
/// inherited.
/// </summary>
public static class FilePermissions
{
    private const UnixFileMode OwnerFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolderMode = OwnerFileMode | UnixFileMode.UserExecute;

    /// <summary>Creates a private folder if none exists; the mode of an existing folder is kept.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerFolderMode);
    }

    /// <summary>Creates an empty private file, or restricts an existing file to its owner.</summary>
    public static void EnsureFile(string file)
    {
        // An existing file is not opened: closing it would release the locks of SQLite in this process.
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

    /// <summary>Creates and opens a private file.</summary>
    /// <exception cref="IOException">The file exists.</exception>
    public static FileStream CreateFile(string file, FileOptions options = FileOptions.None)
    {
        var settings = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 81920,
            Options = options,
        };
        if (!OperatingSystem.IsWindows()) settings.UnixCreateMode = OwnerFileMode;
        return new(file, settings);
    }

    /// <summary>Restricts a file to its owner, if it exists and belongs to the current account.</summary>
    public static void Restrict(string file)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(file)) return;
        try
        {
            File.SetUnixFileMode(file, OwnerFileMode);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // The file belongs to another account, or the file system has no modes: its permissions stay.
        }
    }
}
