using System.IO.Enumeration;

namespace IpMonitor.Testing;

/// <summary>The repository from which the tests were built.</summary>
internal static class Repository
{
    private static readonly string[] Generated = [".git", ".idea", ".vs", "bin", "obj", "node_modules"];
    private static readonly string[] GeneratedAtRoot = ["artifacts", "data", "secrets"];

    public static string Root { get; } = Find(new(AppContext.BaseDirectory));

    /// <summary>Returns the sources with one of these extensions, as paths relative to the root with '/'.</summary>
    /// <remarks>Leaves out build output, downloaded packages and stores.</remarks>
    public static IReadOnlyList<string> Sources(params string[] extensions)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        var files = new FileSystemEnumerable<string>(Root, (ref entry) => entry.ToFullPath(), options)
        {
            ShouldRecursePredicate = IsSourceFolder,
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
        };
        return
        [
            .. files.Where(file => extensions.Contains(Path.GetExtension(file)))
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsSourceFolder(ref FileSystemEntry folder)
    {
        var name = folder.FileName.ToString();
        return !Generated.Contains(name)
            && !(folder.Directory.SequenceEqual(folder.RootDirectory) && GeneratedAtRoot.Contains(name));
    }

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "IpMonitor.sln")) ? folder.FullName : Find(folder.Parent!);
}
