using System.Text.RegularExpressions;
using IpMonitor.Dashboard;
using IpMonitor.Silo.Configuration;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Configuration;

public sealed partial class CommandLineArgumentsTests
{
    [Theory]
    [InlineData("--dta=/x", "--data")]
    [InlineData("--url=http://x", "--urls")]
    [InlineData("--Securty:Public=Figures", "--Security:Public")]
    [InlineData("--port=5080", "--help")]
    [InlineData("serve", "--help")]
    [InlineData("-d", "--help")]
    [InlineData("--data", "--help")]
    [InlineData("--data=", "--help")]
    [InlineData("--urls=", "--help")]
    [InlineData("--Security__Public=Figures", "--help")]
    public void An_unknown_option_is_refused_with_the_closest_ones(string argument, string hint)
    {
        var refusal = Assert.Throws<StartupException>(
            () => CommandLineArguments.Validate(["--urls", "http://127.0.0.1:0", argument]));
        Assert.StartsWith(argument.Split('=')[0], refusal.Message);
        Assert.Contains(hint, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Every_documented_setting_is_accepted()
    {
        var settings = File.ReadAllText(Path.Combine(Repository.Root, "docs/operations/settings.md"));
        var names = SettingPattern().Matches(settings)
            .Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
            .ToList();
        Assert.InRange(names.Count, 50, 500);
        CommandLineArguments.Validate([.. names.Select(name => $"--{name}=1")]);
        CommandLineArguments.Validate(CommandLineArguments.ExpandFlags(
        [
            "--data", "x", "--demo", "--urls", "http://127.0.0.1:0", "--environment=Development", "--contentRoot", "/",
        ]));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--data", "x", "--version")]
    public void Help_and_version_are_answered(params string[] arguments) =>
        Assert.Contains("IpMonitor", CommandLineArguments.GetRequestedText(arguments));

    // Names of settings with a section, in the tables.
    [GeneratedRegex(@"`([A-Z][A-Za-z]+(?:__[A-Za-z0-9]+)+)")]
    private static partial Regex SettingPattern();
}
