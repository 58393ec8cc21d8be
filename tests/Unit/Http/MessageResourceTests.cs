using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Submissions;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Http;

/// <summary>Every message that the program uses has a text in both languages, and every text is used.</summary>
public sealed partial class MessageResourceTests
{
    private static readonly IReadOnlyDictionary<string, string> Chinese =
        MessageFormatter.GetTexts(ResponseLanguage.Chinese);
    private static readonly IReadOnlyDictionary<string, string> English =
        MessageFormatter.GetTexts(ResponseLanguage.English);

    private static readonly string Sources = string.Concat(
        FindSources("grains/").Concat(FindSources("dashboard/"))
            .Select(file => File.ReadAllText(Path.Combine(Repository.Root, file))));

    public static TheoryData<Type> Factories => [typeof(ValidationError), typeof(SubmissionErrors)];

    [Fact]
    public void Both_languages_have_the_same_keys_and_placeholders()
    {
        Assert.Equal(Chinese.Keys.Order(StringComparer.Ordinal), English.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            Chinese.Keys,
            key => Assert.Equal((key, Placeholders(Chinese[key])), (key, Placeholders(English[key]))));
    }

    [Fact]
    public void Every_text_is_in_its_language()
    {
        Assert.All(Chinese.Where(text => text.Key != "quoted"), text => Assert.Matches(Han(), text.Value));
        // English texts quote column names of the Chinese forms.
        Assert.All(English, text => Assert.DoesNotMatch(Han(), Quoted().Replace(text.Value, "")));
    }

    [Fact]
    public void Every_key_in_the_sources_has_a_text()
    {
        var used = UsedKeys().Matches(Sources).Select(match => match.Groups["key"].Value).ToHashSet();
        Assert.True(used.Count > 250, $"{used.Count} keys were found.");
        Assert.All(used, key => Assert.Contains(key, Chinese));
    }

    [Fact]
    public void Every_text_is_used() => Assert.All(
        Chinese.Keys.Where(key => !key.StartsWith("title.", StringComparison.Ordinal)),
        key => Assert.Contains($"\"{key}\"", Sources));

    [Fact]
    public void Every_status_of_a_problem_has_a_title() => Assert.All(
        Statuses().Matches(Sources).Select(match => $"title.{match.Groups["status"].Value}").Distinct(),
        key => Assert.Contains(key, Chinese));

    [Theory]
    [MemberData(nameof(Factories))]
    public void Every_error_of_the_domain_has_the_arguments_of_its_text(Type type)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        Type[] excluded = [typeof(StoredSubmission), typeof(ImmutableArray<MessageArgument>)];
        var factories = type.GetMethods(Static).Where(method => method.ReturnType == typeof(ValidationError)
            && !method.GetParameters().Select(parameter => parameter.ParameterType).Intersect(excluded).Any()).ToList();
        Assert.NotEmpty(factories);
        Assert.All(factories, factory =>
        {
            var error = (ValidationError)factory.Invoke(null, [.. factory.GetParameters().Select(Sample)])!;
            Assert.Equal(
                (factory.Name, error.Arguments.Length),
                (factory.Name, Placeholders(Chinese[error.Key ?? error.Code]).Length));
        });
    }

    [Fact]
    public void The_domain_holds_no_Chinese_text_but_names()
    {
        // The sentences of rank changes, in both languages; the name of the province; the unit of scores.
        string[] allowed =
        [
            "grains/Rankings/RankChangeFormatter.cs", "grains/Reference/Places.cs", "grains/Reference/SchemesReader.cs",
        ];
        Assert.Equal(allowed, FindSources("grains/").Where(file => File.ReadLines(Path.Combine(Repository.Root, file))
            .Any(line => Han().IsMatch(Comment().Replace(line, "")))));
    }

    private static IEnumerable<string> FindSources(string folder) =>
        Repository.Sources(".cs").Where(file => file.StartsWith(folder, StringComparison.Ordinal));

    private static object Sample(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string) ? "x"
        : parameter.ParameterType == typeof(int) ? 2
        : parameter.ParameterType == typeof(DateOnly) ? new DateOnly(2026, 4, 20)
        : ImmutableArray.Create("x", "y");

    private static string Placeholders(string text) => string.Concat(
        Placeholder().Matches(text.Replace("{{", "", StringComparison.Ordinal))
            .Select(match => match.Groups[1].Value).Distinct().Order());

    [GeneratedRegex(@"\{(\d)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex("“[^”]*”|2026年[^ ,.]*|万")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""
        (ValidationError\.Create\(|(?<![\w.])Create\(|Create\(\s*\d+,|row\.CreateException\(|CreateException\(\s*(row,)?
        |(?<!\w)Invalid\(|Reject\((\d+,)?|ReferenceDataException\(\s*(document|"[^"]*"),
        |new(\ RequestRejectedException)?\(\s*\d{3},|CreateInvalid\(\w+,\ \w+,|CreateDetails\(\d+,
        |MessageArgument\.Message\()\s*"(?<key>[a-z][a-z_0-9]*(\.[a-z_]+)?)"
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex UsedKeys();

    [GeneratedRegex(
        @"(Problems\.\w+|CreateDetails|RequestRejectedException|(?<!\w)new)\(\s*(?<status>[45]\d{2}),",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Statuses();
}
