using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace IpMonitor.Dashboard.Import;

/// <summary>Normalizes text by Unicode Standard Annex 15 (NFC and NFKC).</summary>
/// <remarks>
/// The program runs in globalization-invariant mode, in which <see cref="string.Normalize()"/> returns its input. The
/// mappings are in <c>unicode-normalization.txt</c>; combining marks are not reordered.
/// </remarks>
internal static class UnicodeNormalizer
{
    private static readonly FrozenDictionary<char, string> Compatibility = Read("K", "S");
    private static readonly FrozenDictionary<char, string> Singletons = Read("S");
    private static readonly FrozenDictionary<(char Base, char Mark), char> Compositions = ReadLines("C")
        .ToFrozenDictionary(line => (line.Mapping[0], line.Mapping[1]), line => line.Character);

    /// <summary>Converts to form NFC: composed characters, which look the same.</summary>
    public static string ToFormC(string text) => Ascii.IsValid(text) ? text : Compose(Map(text, Singletons));

    /// <summary>Converts to form NFKC: full-width letters, squared units and radicals become plain.</summary>
    public static string ToFormKC(string text) => Ascii.IsValid(text) ? text : Compose(Map(text, Compatibility));

    private static string Map(string text, FrozenDictionary<char, string> mappings)
    {
        if (!text.Any(mappings.ContainsKey)) return text;
        var mapped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
            if (mappings.TryGetValue(c, out var mapping)) mapped.Append(mapping);
            else mapped.Append(c);
        return mapped.ToString();
    }

    private static string Compose(string text)
    {
        if (!text.Any(c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)) return text;
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
            if (composed.Length > 0 && Compositions.TryGetValue((composed[^1], c), out var whole)) composed[^1] = whole;
            else composed.Append(c);
        return composed.ToString();
    }

    private static FrozenDictionary<char, string> Read(params string[] kinds) =>
        ReadLines(kinds).ToFrozenDictionary(line => line.Character, line => line.Mapping);

    private static IEnumerable<(char Character, string Mapping)> ReadLines(params string[] kinds)
    {
        using var lines = new StreamReader(
            typeof(UnicodeNormalizer).Assembly.GetManifestResourceStream("unicode-normalization.txt")!);
        while (lines.ReadLine() is { } line)
            if (line.Split('\t') is [var kind, var character, var mapping] && kinds.Contains(kind))
                yield return (Parse(character), string.Concat(mapping.Split(' ').Select(Parse)));

        static char Parse(string code) => (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
