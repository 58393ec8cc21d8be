using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Workbooks;

namespace IpMonitor.UnitTests.Workbooks;

public sealed class WorkbookTests
{
    [Theory]
    [InlineData("../../etc/passwd", "etc passwd")]
    [InlineData("a\tb\r\n\0c", "a b   c")]
    [InlineData("质押融资-2026", "质押融资-2026")]
    public void A_file_name_holds_no_separators_or_controls(string name, string expected) =>
        Assert.Equal(expected, new Workbook(name).FileName);

    [Fact]
    public void Characters_that_no_XML_document_holds_are_left_out() =>
        Assert.Equal("ab𠮷c", XmlCharacters.RemoveInvalid("a\uFFFFb𠮷\uD83D\u0001c\uFFFE"));
}
