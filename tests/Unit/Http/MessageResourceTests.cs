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
    private static readonly IReadOnlyDictionary<string, string> Chinese = MessageFormatter.GetTexts(ResponseLanguage.Chinese);
    private static readonly IReadOnlyDictionary<string, string> English = MessageFormatter.GetTexts(ResponseLanguage.English);

    private static readonly string Sources = string.Concat(Repository.Sources(".cs")
        .Where(file => file.StartsWith("grains/", StringComparison.Ordinal) || file.StartsWith("dashboard/", StringComparison.Ordinal))
        .Select(file => File.ReadAllText(Path.Combine(Repository.Root, file))));

    public static TheoryData<Type> Factories => [typeof(ValidationError), typeof(SubmissionErrors)];

    [Fact]
    public void Both_languages_have_the_same_keys_and_placeholders()
    {
        Assert.Equal(Chinese.Keys.Order(StringComparer.Ordinal), English.Keys.Order(StringComparer.Ordinal));
        Assert.All(Chinese.Keys, key => Assert.Equal((key, Placeholders(Chinese[key])), (key, Placeholders(English[key]))));
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
        var factories = type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(ValidationError)
                && method.GetParameters().All(parameter => parameter.ParameterType != typeof(StoredSubmission)
                    && parameter.ParameterType != typeof(ImmutableArray<MessageArgument>))).ToList();
        Assert.NotEmpty(factories);
        Assert.All(factories, factory =>
        {
            var error = (ValidationError)factory.Invoke(null, [.. factory.GetParameters().Select(Sample)])!;
            Assert.Equal((factory.Name, error.Arguments.Length), (factory.Name, Placeholders(Chinese[error.Key ?? error.Code]).Length));
        });
    }

    [Fact]
    public void The_domain_holds_no_Chinese_text_but_names()
    {
        string[] named = ["grains/Rankings/RankChangeFormatter.cs", "grains/Reference/Places.cs", "grains/Reference/SchemesReader.cs"];
        Assert.Equal(named, Repository.Sources(".cs").Where(file => file.StartsWith("grains/", StringComparison.Ordinal)
            && File.ReadLines(Path.Combine(Repository.Root, file)).Any(line => Han().IsMatch(Comment().Replace(line, "")))));
    }

    private static object Sample(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string) ? "x"
        : parameter.ParameterType == typeof(int) ? 2
        : parameter.ParameterType == typeof(DateOnly) ? new DateOnly(2026, 4, 20)
        : ImmutableArray.Create("x", "y");

    private static string Placeholders(string text) => string.Concat(
        Placeholder().Matches(text.Replace("{{", "", StringComparison.Ordinal)).Select(match => match.Groups[1].Value).Distinct().Order());

    [GeneratedRegex(@"\{(\d)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex("“[^”]*”|2026年[^ ,.]*|万")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""
        (?<![\w.])(ValidationError\.Create\(|Create\(|Problems\.Create\(\d+,|Create\(\d+,|CreateException\((row,)?|Fault\(|Refused\(|Reject\(\d+,
        |new\ ReferenceDataException\((document|"[^"]*"),|new(\ RequestRejectedException)?\(\d{3},|ReceivedRow\.CreateInvalid\(\w+,\ \w+,
        |CreateDetails\(\d+,|MessageArgument\.Message\()\s*"(?<key>[a-z][a-z_0-9]*(\.[a-z_]+)?)"
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex UsedKeys();

    [GeneratedRegex(@"(Problems\.Create|Problems\.ForField|CreateDetails|RequestRejectedException)\((?<status>\d{3})", RegexOptions.ExplicitCapture)]
    private static partial Regex Statuses();
}
