using System.Text.RegularExpressions;

namespace IpMonitor.Tests.Wire;

/// <summary>The wire is described once: what the client declares in TypeScript is what the server's C# writes.</summary>
public sealed partial class ClientTypesTests
{
    [Fact]
    public void The_client_declares_what_the_server_writes_and_nothing_else()
    {
        var declared = Lines(new ClientTypes().Interfaces);
        var written = Lines(new ServerTypes().Types);
        Assert.True(written.SetEquals(declared), string.Join('\n',
            (string[])["dashboard/client/src/shared/api and the C# it describes differ:", .. written.Except(declared).Select(one => $"written, not declared: {one}"), .. declared.Except(written).Select(one => $"declared, not written: {one}")]));
    }

    [Fact]
    public void The_documentation_lists_every_property_of_what_it_describes()
    {
        var written = new ServerTypes().Types;
        var tables = Table().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "live.md")).ReplaceLineEndings("\n"));
        Assert.Superset(new HashSet<string> { "SnapshotMessage", "UpdateMessage", "SourceMessage" }, tables.Select(table => table.Groups["name"].Value).ToHashSet());
        foreach (Match table in tables)
            Assert.Equal(
                written[table.Groups["name"].Value].Select(member => $"{member.Name}{(member.Optional ? "?" : "")}"),
                table.Groups["property"].Captures.Select(property => property.Value));
    }

    private static HashSet<string> Lines(Dictionary<string, Member[]> types) =>
        [.. types.SelectMany(type => type.Value.Select(member => $"{type.Key}.{member}"))];

    // Headed by a type's name, one row a property.
    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+)` .*\n\|---.*\n(\| `(?<property>[\w?]+)` .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();
}
