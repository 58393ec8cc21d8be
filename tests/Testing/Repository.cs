namespace IpMonitor.Testing;

/// <summary>The sources that these tests were built from, for what is no part of a build: the client's and the documentation.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "IpMonitor.sln")) ? folder.FullName : Find(folder.Parent!);
}
