using System.Text.RegularExpressions;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A copy of the built pages that a server serves and that becomes another build while it runs.</summary>
internal sealed partial class PageBuild : IDisposable
{
    private static readonly string[] TextFiles = [".js", ".css", ".html"];

    private PageBuild(string folder) => Folder = folder;

    /// <summary>The folder with the pages, for <c>--webroot</c>.</summary>
    public string Folder { get; }

    /// <summary>The folder of the files whose names have a hash.</summary>
    public string Assets => Path.Combine(Folder, "assets");

    /// <summary>Copies the built pages.</summary>
    public static PageBuild Copy()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var folder = Directory.CreateTempSubdirectory("ipm-pages-").FullName;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            // The fallback fonts are two thirds of the files.
            if (file.EndsWith(".woff2", StringComparison.Ordinal)) continue;
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return new(folder);
    }

    /// <summary>Replaces the files by those of another build: other hashes in all names, the old files gone.</summary>
    public void Upgrade()
    {
        var names = Directory.GetFiles(Assets, "*.js").Concat(Directory.GetFiles(Assets, "*.css"))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            if (!TextFiles.Contains(Path.GetExtension(file))) continue;
            var text = HashedName().Replace(
                File.ReadAllText(file), match => names.Contains(match.Value) ? $"{match.Value}2" : match.Value);
            if (file == Path.Combine(Folder, "sw.js")) text = IndexRevision().Replace(text, "$1another$2");
            File.WriteAllText(file, text);
        }
        foreach (var file in Directory.GetFiles(Assets))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (names.Contains(name)) File.Move(file, Path.Combine(Assets, $"{name}2{Path.GetExtension(file)}"));
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    [GeneratedRegex(@"[A-Za-z_][\w.-]*-[\w-]{8}(?=\.(?:js|css))")]
    private static partial Regex HashedName();

    [GeneratedRegex("(index\\.html\"?,revision:\")[^\"]*(\")")]
    private static partial Regex IndexRevision();
}
