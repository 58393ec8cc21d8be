using System.Text.RegularExpressions;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Documentation;

/// <summary>Links, commands and paths in the documents lead to something that exists.</summary>
public sealed partial class MarkdownTests
{
    private static readonly string[] Documents =
        [.. Repository.Sources(".md").Where(file => !file.StartsWith(".github", StringComparison.Ordinal))];

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void A_readme_has_less_than_150_lines_and_three_pictures(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, name));
        Assert.InRange(lines.Length, 40, 149);
        Assert.Equal(3, Link().Matches(string.Join('\n', lines))
            .Count(link => link.Groups["target"].Value.EndsWith(".png", StringComparison.Ordinal)));
    }

    [Fact]
    public void Relative_links_lead_to_files()
    {
        Assert.Contains("docs/architecture.md", Documents);
        Assert.Empty(Documents.SelectMany(document => Link().Matches(Read(document))
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(
                Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, target.Split('#')[0])))
            .Select(target => $"{document}: {target}")));
    }

    [Fact]
    public void Commands_of_ipm_cs_exist()
    {
        var program = Read("tools/Program.cs");
        var commands = Documents
            .SelectMany(document => Command().Matches(Read(document))
                .Select(match => (Document: document, Name: match.Groups["name"].Value)))
            .ToList();
        Assert.True(commands.Count > 15, $"only {commands.Count} commands");
        Assert.All(commands, command => Assert.True(
            program.Contains($"\"{command.Name}\"", StringComparison.Ordinal), $"{command.Document}: {command.Name}"));
    }

    [Fact]
    public void Paths_in_the_architecture_page_exist() =>
        Assert.All(
            CodePath().Matches(Read("docs/architecture.md")).Select(match => match.Groups["path"].Value),
            path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"dotnet ipm\.cs (?<name>[a-z]+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"`(?<path>(grains|silo|dashboard|tests|tools)/[\w./]+)`")]
    private static partial Regex CodePath();
}
