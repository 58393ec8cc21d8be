using System.Text;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>
/// Checks the rules of .editorconfig for every kind of text file: UTF-8 without a byte order mark, line feeds, spaces
/// for indents, no space at the end of a line, and a line feed at the end of the file.
/// </summary>
public sealed class EditorConfigTests
{
    private static readonly string[] Extensions =
    [
        ".cs", ".csproj", ".props", ".targets", ".json", ".yml", ".md", ".sql",
        ".ts", ".js", ".mjs", ".vue", ".css", ".html",
    ];

    [Fact]
    public void Text_files_follow_the_rules_for_characters_and_line_ends()
    {
        var files = Repository.Sources(Extensions);
        Assert.Contains("ipm.cs", files);
        Assert.Contains(".github/workflows/ci.yml", files);
        Assert.Contains("dashboard/client/src/app/main.ts", files);
        Assert.DoesNotContain(files, file => file.Contains("node_modules/", StringComparison.Ordinal));
        var errors = files.SelectMany(file => Errors(Read(file)).Select(error => $"{file}: {error}")).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("a\n    b\n\n\tc\n", "line 4: a tab in the indent")]
    [InlineData("a \nb\t\n", "line 1: a space at the end", "line 2: a space at the end")]
    [InlineData("a\r\nb\n", "line 1: a carriage return")]
    [InlineData("a", "no line feed at the end of the file")]
    [InlineData("\uFEFFa\n", "a byte order mark")]
    [InlineData("a\uFFFD\n", "not UTF-8")]
    public void Each_error_is_reported_with_its_line(string text, params string[] errors) =>
        Assert.Equal(errors, Errors(text));

    // File.ReadAllText would drop the byte order mark.
    private static string Read(string file) =>
        Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(Repository.Root, file)));

    private static IEnumerable<string> Errors(string text)
    {
        if (text.StartsWith('\uFEFF'))
            yield return "a byte order mark";
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
            yield return "not UTF-8";
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line.TrimStart(' ').StartsWith('\t'))
                yield return $"line {index + 1}: a tab in the indent";
            if (line.EndsWith('\r'))
                yield return $"line {index + 1}: a carriage return";
            if (line.EndsWith(' ') || line.EndsWith('\t'))
                yield return $"line {index + 1}: a space at the end";
        }
        if (text.Length > 0 && !text.EndsWith('\n'))
            yield return "no line feed at the end of the file";
    }
}
