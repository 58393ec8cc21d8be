namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>
/// A folder for one store: in memory where the system has such a place, since these tests are not about the disk.
/// </summary>
internal static class TestFolder
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public static string CreatePath() => Path.Combine(Root, $"ipm-{Guid.NewGuid():N}");
}
