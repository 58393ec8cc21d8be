using System.Text.RegularExpressions;
using IpMonitor.Silo.Configuration;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Configuration;

public sealed partial class EnvironmentVariableNamesTests
{
    [Fact]
    public void Every_variable_that_the_sources_and_documents_name_is_known()
    {
        var named = Repository.Sources("", ".cs", ".ts", ".vue", ".md", ".yml", ".sql")
            .SelectMany(file => Variable().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))))
            .Select(match => match.Value)
            .Distinct()
            .ToList();
        Assert.NotEmpty(named);
        Assert.Empty(EnvironmentVariableNames.FindUnknown(named));
    }

    [Fact]
    public void A_misspelt_name_is_unknown_and_the_case_of_letters_does_not_matter() => Assert.Equal(
        ["IPM_databse"],
        EnvironmentVariableNames.FindUnknown(["PATH", "IPM_databse", "ipm_database", "IPM_LOGS"]));

    [GeneratedRegex(@"\bIPM_[A-Z]+(_[A-Z]+)*\b")]
    private static partial Regex Variable();
}
