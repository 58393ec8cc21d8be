using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Tools;

/// <summary>ipm.cs lists the sources of its project, because a pattern would turn off the SDK's cache.</summary>
public sealed class IncludedSourcesTests
{
    private const string Directive = "#:include ";

    [Fact]
    public void The_entry_point_includes_every_source_of_the_tools()
    {
        var included = File.ReadLines(Path.Combine(Repository.Root, "ipm.cs"))
            .Where(line => line.StartsWith(Directive, StringComparison.Ordinal))
            .Select(line => line[Directive.Length..]);
        var sources = Repository.Sources(".cs").Where(file => file.StartsWith("tools/", StringComparison.Ordinal));
        Assert.Equal(sources, included.Order(StringComparer.Ordinal));
    }
}
