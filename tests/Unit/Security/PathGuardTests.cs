using System.Text.RegularExpressions;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Security;

/// <summary>Guards read endpoint metadata: the same endpoint is reached by many spellings of its path.</summary>
public sealed partial class PathGuardTests
{
    // It writes the path to the log and decides nothing by it.
    private const string RefusalLog = "RefusalLog.cs";

    [Fact]
    public void No_part_of_security_reads_the_path_of_a_request() => Assert.Empty(
        from file in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "dashboard", "Security"), "*.cs", SearchOption.AllDirectories)
        where Path.GetFileName(file) != RefusalLog && PathOfRequest().IsMatch(File.ReadAllText(file))
        select file);

    [Theory]
    [InlineData("context.Request.Path.StartsWithSegments(\"/hubs\")")]
    [InlineData("request.Path == StartPath")]
    public void A_comparison_of_a_path_is_found(string code) => Assert.Matches(PathOfRequest(), code);

    [GeneratedRegex(@"[Rr]equest\.Path(?!Base)|StartsWithSegments")]
    private static partial Regex PathOfRequest();
}
