using System.Globalization;
using System.Text;

namespace IpMonitor.Grains.Events;

/// <summary>
/// Finds characters without a visible form, which would make two keys or names that look the same differ.
/// </summary>
public static class KeyText
{
    /// <summary>Validates the name of a person, key, screen or submission; null if valid.</summary>
    /// <remarks>Bidirectional controls would let a name read as another.</remarks>
    public static ValidationError? ValidateName(string field, string? name) =>
        FindInvisibleCharacter(name ?? "") is { } character
            ? ValidationError.InvisibleCharacter(field, character)
            : null;

    /// <summary>Returns the first invisible character as <c>U+200B</c>; null if there is none.</summary>
    public static string? FindInvisibleCharacter(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (IsInvisible(rune)) return string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        return null;
    }

    // Control and format characters, separators of lines, noncharacters, and the default-ignorable code points of other
    // categories.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164
            or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
