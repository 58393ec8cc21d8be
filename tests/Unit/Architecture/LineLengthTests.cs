using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>Checks max_line_length of .editorconfig for C#, which the SDK does not enforce.</summary>
public sealed class LineLengthTests
{
    private const int MaxLength = 120;

    [Fact]
    public void No_line_of_a_source_is_longer_than_120_characters()
    {
        var files = Repository.Sources(".cs");
        Assert.Contains("ipm.cs", files);
        var errors = files
            .SelectMany(file => TooLong(file, File.ReadLines(Path.Combine(Repository.Root, file)))).ToList();
        Assert.True(errors.Count == 0, $"{errors.Count} lines are too long:\n{string.Join('\n', errors)}");
    }

    [Fact]
    public void A_longer_line_is_reported_with_file_line_and_length() =>
        Assert.Equal(["a.cs(2): 121 characters"], TooLong("a.cs", [new('a', 120), new('b', 121), "", new('市', 120)]));

    [Fact]
    public void The_limit_is_the_one_of_editorconfig() =>
        Assert.Contains(
            $"[*.cs]\nmax_line_length = {MaxLength}\n",
            File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig")),
            StringComparison.Ordinal);

    private static IEnumerable<string> TooLong(string file, IEnumerable<string> lines) =>
        from line in lines.Index()
        where line.Item.Length > MaxLength
        select $"{file}({line.Index + 1}): {line.Item.Length} characters";
}
