namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>
/// Creates folders for stores, in memory where the system supports it, because these tests are not about the disk.
/// </summary>
internal static class TestFolder
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public static string CreatePath() => Path.Combine(Root, $"ipm-{Guid.NewGuid():N}");
}
