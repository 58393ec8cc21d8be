using IpMonitor.Dashboard.Import;

namespace IpMonitor.UnitTests.Import;

public sealed class UnicodeNormalizerTests
{
    [Theory]
    [InlineData("（１）Ａ　㎡", "(1)A m2")]
    [InlineData("\u2F49\uF90A", "月金")]
    [InlineData("e\u0301", "é")]
    [InlineData("plain", "plain")]
    public void Compatibility_characters_become_plain(string text, string expected) =>
        Assert.Equal(expected, UnicodeNormalizer.ToFormKC(text));

    [Theory]
    [InlineData("（１）", "（１）")]
    [InlineData("e\u0301\uF90A", "é金")]
    public void Form_C_keeps_full_width_characters(string text, string expected) =>
        Assert.Equal(expected, UnicodeNormalizer.ToFormC(text));

    [Fact]
    public void Invisible_characters_are_removed_from_names_only()
    {
        Assert.Equal("口径", CellParser.NormalizeTitle("口 径\u200B*"));
        Assert.Equal("单位", CellParser.Normalize("\uFEFF单位\u00AD "));
        Assert.Equal("（2024）鲁01民初1号", CellParser.CleanText(" （2024）鲁01民初1号\u0001 "));
    }
}
