using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>
/// Checks the order of using directives, the only rule of <c>dotnet format</c> that the build does not enforce (IDE0055
/// and the other style rules are warnings in .editorconfig, and warnings are errors).
/// </summary>
public sealed class UsingOrderTests
{
    [Fact]
    public void Using_directives_are_sorted_in_every_file()
    {
        var files = Repository.Sources(".cs");
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file =>
            OutOfOrder(File.ReadLines(Path.Combine(Repository.Root, file))).Select(line => $"{file}: {line}")));
    }

    [Theory]
    [InlineData(
        "", "using System.Net;", "using Dapper;", "using Orleans;", "using Orleans.Hosting;",
        "using static System.Math;", "using Text = string;")]
    [InlineData("using System.Net;", "using Dapper;", "using System.Net;")]
    [InlineData("using Orleans;", "using Orleans.Hosting;", "using Orleans;")]
    [InlineData("using IpMonitor.Silo;", "using IpMonitor.SiloTools;", "using IpMonitor.Silo;")]
    [InlineData("using Zip;", "using static System.Math;", "using Zip;")]
    public void A_directive_that_belongs_before_the_one_above_it_is_reported(string reported, params string[] lines) =>
        Assert.Equal(reported, string.Concat(OutOfOrder([.. lines, "", "namespace N;"])));

    private static IEnumerable<string> OutOfOrder(IEnumerable<string> lines)
    {
        var directives = lines.TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';')).ToList();
        return directives.Zip(directives.Skip(1))
            .Where(pair => string.Compare(Key(pair.First), Key(pair.Second), StringComparison.OrdinalIgnoreCase) > 0)
            .Select(pair => pair.Second);
    }

    // Namespaces, then static classes, then aliases; of namespaces, System first; then part by part.
    private static string Key(string directive)
    {
        var name = directive["using ".Length..^1];
        var kind = name.Contains('=', StringComparison.Ordinal) ? 3
            : name.StartsWith("static ", StringComparison.Ordinal) ? 2
            : name.Split('.')[0] == "System" ? 0 : 1;
        return $"{kind} {name.Replace('.', '\u0001')}";
    }
}
