using System.Globalization;
using System.Text.RegularExpressions;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Security;

/// <summary>
/// Checks docs/asvs.md, the table of the OWASP ASVS 5.0 requirements of levels 1 and 2, against the repository.
/// </summary>
public sealed partial class AsvsTests
{
    // Each section with its number of requirements in the two levels; they are numbered from 1.
    private const string Sections = """
        1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
        5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
        8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
        11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5
        14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
        17.1:1 17.2:4 17.3:2
        """;

    private static readonly string Table = File.ReadAllText(Path.Combine(Repository.Root, "docs", "asvs.md"));

    private static readonly List<(string Number, string Answer)> Rows =
    [
        .. from Match row in Row().Matches(Table)
           from number in Numbers(row.Groups["from"].Value, row.Groups["to"].Value)
           select (number, row.Groups["answer"].Value),
    ];

    [Fact]
    public void Every_requirement_of_levels_1_and_2_has_one_row() => Assert.Equal(
        Sections.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(section => section.Split(':'))
            .SelectMany(section => Numbers($"{section[0]}.1", $"{section[0]}.{section[1]}")),
        Rows.Select(row => row.Number));

    [Fact]
    public void The_totals_match_the_rows()
    {
        var unmet = Rows.Count(row => row.Answer.StartsWith("NOT MET: ", StringComparison.Ordinal));
        var notApplicable = Rows.Count(row => row.Answer.StartsWith("不适用: ", StringComparison.Ordinal));
        Assert.Contains(
            $"**{Rows.Count} requirements: {Rows.Count - unmet - notApplicable} met, {notApplicable} not applicable "
                + $"(不适用), {unmet} not met.**",
            Table);
    }

    [Fact]
    public void Every_named_test_and_file_exists()
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);
        var references = Quoted().Matches(Table).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.All(references, name => Assert.True(Exists(name), name));
        // Every requirement that is met names its evidence.
        Assert.Empty(Rows.Where(row => IsMet(row.Answer) && !HasEvidence(row.Answer)).Select(row => row.Number));

        bool Exists(string name) => Test().Match(name) is { Success: true } test
            ? sources[test.Groups["class"].Value].Any(
                source => source.Contains($" {test.Groups["name"].Value}(", StringComparison.Ordinal))
            : !IsFile(name) || Path.Exists(Path.Combine(Repository.Root, name));

        static bool IsMet(string answer) => !answer.StartsWith("NOT MET: ", StringComparison.Ordinal)
            && !answer.StartsWith("不适用: ", StringComparison.Ordinal);

        static bool HasEvidence(string answer) =>
            Quoted().IsMatch(answer) || answer.Contains("(#decisions)", StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_uses_no_api_that_runs_text_as_code()
    {
        var sources = Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "dashboard", "client", "src"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".ts" or ".vue"
                && !file.EndsWith(".test.ts", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, file => Assert.DoesNotMatch(Unsafe(), File.ReadAllText(file)));
    }

    private static bool IsFile(string name) =>
        (name.Contains('/', StringComparison.Ordinal) || Path.HasExtension(name)) && name[0] is not ('/' or '.');

    private static IEnumerable<string> Numbers(string from, string to)
    {
        var section = from[..from.LastIndexOf('.')];
        var (first, last) = (LastPart(from), to.Length == 0 ? LastPart(from) : LastPart(to));
        return Enumerable.Range(first, last - first + 1).Select(number => $"{section}.{number}");
    }

    private static int LastPart(string number) =>
        int.Parse(number[(number.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\| (?<from>\d+\.\d+\.\d+)(–(?<to>\d+\.\d+\.\d+))? \| [^|]+ \| (?<answer>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(?<class>\w+Tests)\.(?<name>\w+)$")]
    private static partial Regex Test();

    // Only a page and its own workers exchange messages: no other origin can send to them.
    [GeneratedRegex(
        @"v-html|\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(|" +
        @"(?<!\bport\??\.|\bwaiting\.)postMessage\(|javascript:")]
    private static partial Regex Unsafe();
}
