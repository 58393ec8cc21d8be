using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Http;

/// <summary>Creates temporary files for uploads and downloads.</summary>
internal static class TemporaryFile
{
    /// <summary>Creates a file for the current account only that is deleted on close.</summary>
    public static FileStream Create() =>
        FilePermissions.CreateFile(
            Path.Combine(Path.GetTempPath(), $"ipm-{Guid.NewGuid():N}"),
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}
