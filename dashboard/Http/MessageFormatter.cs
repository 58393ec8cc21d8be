using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Resources;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Http;

/// <summary>Formats messages for people from the resources <c>Resources/Messages.*.resx</c>.</summary>
/// <remarks>
/// Both languages are in this assembly, without satellite assemblies: cultures cannot be told apart, since the program
/// runs in globalization-invariant mode.
/// </remarks>
internal static class MessageFormatter
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Languages =
        new[] { ResponseLanguage.Chinese, ResponseLanguage.English }.ToFrozenDictionary(language => language, Read);

    // A silo of an earlier version sends no arguments, and string.Format throws if one is missing.
    private static readonly object[] MissingArguments = [.. Enumerable.Repeat("…", 10)];

    /// <summary>The keys of a language.</summary>
    public static IReadOnlyDictionary<string, string> GetTexts(string language) => Languages[language];

    /// <summary>Formats the message of an error in the language of the request.</summary>
    public static string Format(ValidationError error) => Format(error, ResponseLanguage.Current);

    /// <summary>Formats the message of an error; a text that an earlier version stored stays as it is.</summary>
    public static string Format(ValidationError error, string language) => Format(error.ToArgument(), language);

    /// <summary>Formats a message.</summary>
    /// <returns>The text; the key if there is no text for it.</returns>
    public static string Format(string key, ImmutableArray<MessageArgument> arguments, string language) =>
        Languages[language].TryGetValue(key, out var text)
            ? string.Format(
                CultureInfo.InvariantCulture, text,
                [.. arguments.Select(argument => Convert(argument, language)), .. MissingArguments])
            : key;

    /// <summary>Formats an argument, for example a message inside another.</summary>
    public static string Format(MessageArgument argument, string language) =>
        string.Format(CultureInfo.InvariantCulture, "{0}", Convert(argument, language));

    /// <summary>Joins the items of a list: 「甲、乙」, “A, B”.</summary>
    public static string JoinList(IEnumerable<string> items, string language) =>
        string.Join(language == ResponseLanguage.English ? ", " : "、", items);

    private static object Convert(MessageArgument argument, string language) => argument switch
    {
        { Key: { } key } => Format(key, argument.Items, language),
        { Value: { } value, Unit: { } unit } => FormatAmount(value, unit, language),
        { Value: { } value } => value.TrimZeros(),
        { Date: { } date } => date,
        { Text: { } text } => language == ResponseLanguage.English ? argument.English ?? text : text,
        _ => JoinList(argument.Items.Select(item => Format(item, language)), language),
    };

    // 195.6万元, 1,956,000 yuan. In English, measure words such as 件 are omitted.
    private static string FormatAmount(decimal value, string unit, string language)
    {
        var (factor, suffix) = language == ResponseLanguage.English
            ? (1m, unit switch { "元" => " yuan", "天" => " days", "%" => "%", "分" => " points", _ => "" })
            : value >= 100_000_000 ? (100_000_000m, $"亿{unit}")
            : value >= 10_000 ? (10_000m, $"万{unit}")
            : (1m, unit);
        return (value / factor).ToString("#,0.####", CultureInfo.InvariantCulture) + suffix;
    }

    private static FrozenDictionary<string, string> Read(string language)
    {
        var resources = new ResourceManager($"Messages.{language}", typeof(MessageFormatter).Assembly);
        using var texts = resources.GetResourceSet(
            CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;
        return texts.Cast<System.Collections.DictionaryEntry>()
            .ToFrozenDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }
}
