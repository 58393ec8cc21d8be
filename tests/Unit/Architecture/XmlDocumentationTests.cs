using System.Text.RegularExpressions;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>Every public type of the program has documentation.</summary>
public sealed partial class XmlDocumentationTests
{
    [Theory]
    [InlineData("grains")]
    [InlineData("silo")]
    [InlineData("dashboard")]
    public void Each_public_type_has_documentation(string project)
    {
        var files = Repository.Sources(".cs")
            .Where(file => file.StartsWith($"{project}/", StringComparison.Ordinal))
            .Select(file => Path.Combine(Repository.Root, file))
            .ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Undocumented(File.ReadAllText(file))));
    }

    [Theory]
    [InlineData("public sealed class A;", "A")]
    [InlineData("/// <summary>A.</summary>\npublic sealed class A;", null)]
    [InlineData("/// <inheritdoc/>\n[GrainType(\"a\")]\npublic sealed partial class A;", null)]
    [InlineData("// Not documentation.\n[Immutable]\npublic readonly record struct B(int C);", "B")]
    [InlineData("/// <summary>A.</summary>\npublic interface IA\n{\n    public enum B;\n}", "B")]
    [InlineData("internal sealed class A;", null)]
    public void A_public_type_without_documentation_is_found(string source, string? name) =>
        Assert.Equal(name is null ? [] : [name], Undocumented(source));

    private static IEnumerable<string> Undocumented(string source) => PublicType().Matches(source)
        .Where(match => !match.Groups["doc"].Success)
        .Select(match => match.Groups["name"].Value);

    // A line of documentation and lines of attributes may precede the declaration.
    [GeneratedRegex(
        """
        ^(?<doc>[ ]*///.*\n)?
        ([ ]*\[.*\n)*
        [ ]*public[ ]([a-z]+[ ])*?(class|interface|enum|delegate|record([ ](class|struct))?|struct)[ ](?<name>\w+)
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex PublicType();
}
