namespace IpMonitor.Tests.Tools;

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
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "tools"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));
        Assert.Equal(sources.Order(StringComparer.Ordinal), included.Order(StringComparer.Ordinal));
    }
}
