using IpMonitor.Tools;

namespace IpMonitor.UnitTests.Tools;

public sealed class CommandArgumentsTests
{
    [Fact]
    public void Reading_an_argument_removes_it()
    {
        var arguments = new CommandArguments(["day", "file", "--of", "folder", "--demo", "rest"]);
        Assert.True(arguments.TakeWord("day"));
        Assert.False(arguments.TakeWord("day"));
        Assert.Equal(Path.GetFullPath("file"), arguments.TakeFile("sbom"));
        Assert.Equal("folder", arguments.TakeOption("--of"));
        Assert.Null(arguments.TakeOption("--of"));
        Assert.True(arguments.TakeFlag("--demo"));
        Assert.False(arguments.TakeFlag("--demo"));
        Assert.Equal(["rest"], arguments.Remaining);
    }

    [Fact]
    public void A_word_counts_only_in_the_first_place() =>
        Assert.False(new CommandArguments(["live", "day"]).TakeWord("day"));

    [Fact]
    public void An_unknown_argument_is_an_error()
    {
        new CommandArguments([]).RejectRemaining();
        var error = Assert.Throws<CommandException>(new CommandArguments(["--x"]).RejectRemaining);
        Assert.Contains("'--x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_without_its_value_is_an_error() =>
        Assert.Throws<CommandException>(() => new CommandArguments(["--port"]).TakeOption("--port"));

    [Theory]
    [InlineData]
    [InlineData("--of", "folder")]
    public void A_missing_file_name_is_an_error(params string[] arguments) =>
        Assert.Throws<CommandException>(() => new CommandArguments(arguments).TakeFile("sbom"));
}
