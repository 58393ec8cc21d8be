namespace IpMonitor.Tools;

/// <summary>Paths in the repository.</summary>
internal static class RepositoryPaths
{
    /// <summary>The folder of ipm.cs.</summary>
    /// <remarks>The SDK passes it to a file-based app. As a project, it is found above the build output.</remarks>
    public static string Root { get; } =
        (string?)AppContext.GetData("EntryPointFileDirectoryPath") ?? FindRoot(new(AppContext.BaseDirectory));

    public static string Client { get; } = Path.Combine(Root, "dashboard", "client");

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    /// <summary>Returns the program that a release build of the project writes.</summary>
    public static string ProgramOf(string project) =>
        Path.Combine(Artifacts, "bin", project, "release", $"{project}.dll");

    private static string FindRoot(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "ipm.cs")) ? folder.FullName : FindRoot(folder.Parent!);
}
