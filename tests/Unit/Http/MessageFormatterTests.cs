using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.UnitTests.Http;

/// <summary>Messages are formatted in the language of the reader, with their names, numbers and dates.</summary>
public sealed class MessageFormatterTests
{
    public static TheoryData<MessageArgument, string, string> Arguments => new()
    {
        { "370300", "370300", "370300" },
        { MessageArgument.Name("淄博市", "Zibo"), "淄博市", "Zibo" },
        { MessageArgument.List(["a", "b"]), "a、b", "a, b" },
        { 100.50m, "100.5", "100.5" },
        { MessageArgument.Amount(1_956_000, "元"), "195.6万元", "1,956,000 yuan" },
        { MessageArgument.Amount(0.5m, "件"), "0.5件", "0.5" },
        {
            MessageArgument.Message("city_unknown.scene", "1"),
            "没有代码为“1”的市。",
            "There is no city with the code “1”."
        },
        { MessageArgument.Message("no_such_key"), "no_such_key", "no_such_key" },
    };

    [Theory]
    [MemberData(nameof(Arguments), DisableDiscoveryEnumeration = true)]
    public void Arguments_are_formatted_in_the_language(
        MessageArgument argument, string chinese, string english) => Assert.Equal(
        (chinese, english),
        (MessageFormatter.Format(argument, ResponseLanguage.Chinese),
            MessageFormatter.Format(argument, ResponseLanguage.English)));

    [Fact]
    public void Dates_are_formatted_in_the_language()
    {
        var error = ValidationError.DateOutOfRange(new(2026, 4, 20));
        Assert.Contains("2026-04-20", MessageFormatter.Format(error, ResponseLanguage.Chinese));
        Assert.Contains("20 April 2026", MessageFormatter.Format(error, ResponseLanguage.English));
    }

    [Fact]
    public void A_stored_problem_without_arguments_shows_its_stored_text()
    {
        var stored = JsonSerializer.Deserialize<SubmissionProblem>(
            """{"row":1,"id":"a","refusal":{"code":"id_reused","field":"id","message":"旧文本"}}""",
            JsonSerializerOptions.Web)!;
        Assert.Equal("旧文本", MessageFormatter.Format(stored.Refusal, ResponseLanguage.English));
    }

    [Fact]
    public void A_new_problem_is_stored_without_text_and_answered_with_one()
    {
        var problem = new SubmissionProblem(1, "a", ValidationError.CityUnknown("1").At("rows[0].city", "row_at", 1));
        var stored = JsonSerializer.Serialize(problem, JsonSerializerOptions.Web);
        Assert.DoesNotContain("没有", stored);
        var read = JsonSerializer.Deserialize<SubmissionProblem>(stored, JsonSerializerOptions.Web)!;
        Assert.Equal(problem, read);
        using var answer = JsonDocument.Parse(JsonSerializer.Serialize(read, JsonDefaults.Options));
        Assert.Equal(
            ["code", "field", "message"],
            answer.RootElement.GetProperty("refusal").EnumerateObject().Select(member => member.Name).Order());
        var message = answer.RootElement.GetProperty("refusal").GetProperty("message").GetString();
        Assert.StartsWith("第 1 行：没有代码为“1”的市", message);
    }

    [Theory]
    [InlineData("", "zh-CN")]
    [InlineData("fr, de;q=0.5", "zh-CN")]
    [InlineData("en", "en")]
    [InlineData("en-GB,en;q=0.9", "en")]
    [InlineData("zh;q=0.5, en-US", "en")]
    [InlineData("fr, en;q=0.4, zh-Hans;q=0.6", "zh-CN")]
    [InlineData("en;q=0", "zh-CN")]
    [InlineData("eng", "zh-CN")]
    [InlineData(";;", "zh-CN")]
    public void The_language_is_the_preferred_one_of_those_there_are(string header, string language) =>
        Assert.Equal(language, ResponseLanguage.Choose(header));

    [Fact]
    public void A_missing_argument_is_shown_as_an_ellipsis() =>
        Assert.Contains("…", MessageFormatter.Format("city_unknown", [], ResponseLanguage.Chinese));
}
