using System.Text.RegularExpressions;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Documentation;

/// <summary>Paths in comments of C#, TypeScript and Vue files start at the root of the repository and exist.</summary>
public sealed partial class CommentPathTests
{
    [Fact]
    public void Paths_in_comments_exist()
    {
        var paths = Repository.Sources(".cs", ".ts", ".vue")
            .SelectMany(file => FindPaths(File.ReadAllText(Path.Combine(Repository.Root, file)))
                .Select(path => (File: file, Name: path)))
            .ToList();
        Assert.Contains(paths, found => found.Name == "dashboard/client/src/shared/realtime/connection.ts");
        Assert.Empty(paths
            .Where(found => !Path.Exists(Path.Combine(Repository.Root, found.Name)))
            .Select(found => $"{found.File}: {found.Name}"));
    }

    [Theory]
    [InlineData("// See client/src/a.ts.", "client/src/a.ts")]
    [InlineData("/// Runs many seeds (tests/Simulation) of it.", "tests/Simulation")]
    [InlineData("<!-- The rules are in dashboard/rules.json. -->", "dashboard/rules.json")]
    [InlineData("/** Several lines:\n * docs/live.md */", "docs/live.md")]
    [InlineData("// See https://example.org/docs/live.md.", null)]
    [InlineData("const path = 'client/src/a.ts'", null)]
    [InlineData("// Reads and/or writes.", null)]
    public void A_path_in_a_comment_is_found(string source, string? path) =>
        Assert.Equal(path is null ? [] : [path], FindPaths(source));

    private static IEnumerable<string> FindPaths(string source) => Comment().Matches(source)
        .SelectMany(comment => SlashedName().Matches(comment.Value))
        .Select(match => match.Value.TrimEnd('.'))
        .Where(path => PathInRepository().IsMatch(path));

    // Leaves out addresses and comments in string literals.
    [GeneratedRegex("""(?<![:"/])//.*|(?<!")/\*.*|^[ ]*\*.*|(?<!")<!--.*""", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w./:@<*-])[\w-][\w.-]*(/[\w.-]+)+", RegexOptions.ExplicitCapture)]
    private static partial Regex SlashedName();

    [GeneratedRegex(
        @"^(grains|silo|dashboard|tests|tools|docs)/|\.(cs|ts|vue|md|sql|json|txt|dot)$", RegexOptions.ExplicitCapture)]
    private static partial Regex PathInRepository();
}
