using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Live;
using IpMonitor.Grains.Live;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Documentation;

/// <summary>The table of lists in docs/live.md equals the lists that updates send row by row.</summary>
public sealed partial class LivePageTests
{
    [Fact]
    public void The_page_lists_each_keyed_list_with_its_key()
    {
        var rowTypes = typeof(TopicData).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(TopicData)))
            .SelectMany(type => JsonDefaults.Options.GetTypeInfo(type).Properties)
            .Select(property => (
                property.Name, Row: JsonDefaults.Options.GetTypeInfo(property.PropertyType).ElementType))
            .Where(list => list.Row is not null && TopicChanges.HasKey(list.Row))
            .ToLookup(list => list.Name, list => list.Row!);
        var documented = ReadKeys();
        Assert.Equal(
            rowTypes.Select(list => list.Key).Order(StringComparer.Ordinal),
            documented.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            documented,
            list => Assert.All(rowTypes[list.Key], type => Assert.Equal(
                string.Join('\n', list.Value), TopicChanges.GetKey(CreateRow(type, list.Value)))));
    }

    // Returns a row whose named members have their name as value.
    private static object CreateRow(Type type, string[] members)
    {
        var row = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in JsonDefaults.Options.GetTypeInfo(type).Properties)
            if (members.Contains(member.Name))
                type.GetProperties()
                    .Single(property => property.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase))
                    .SetValue(row, member.Name);
        return row;
    }

    private static Dictionary<string, string[]> ReadKeys() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "live.md"))
            .SkipWhile(line => !line.Contains("| 列表 list |", StringComparison.Ordinal))
            .Skip(2)
            .Select(line => line.Trim())
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|'))
            .SelectMany(cells => Name().Matches(cells[1]).Select(list => (
                List: list.Groups["name"].Value,
                Key: Name().Matches(cells[2]).Select(member => member.Groups["name"].Value).ToArray())))
            .ToDictionary(row => row.List, row => row.Key);

    [GeneratedRegex(@"`(?<name>\w+)`")]
    private static partial Regex Name();
}
