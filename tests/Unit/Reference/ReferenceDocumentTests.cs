using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Reference;

/// <summary>
/// Checks that every error of a document is rejected with its code, its place and a remedy in Chinese.
/// </summary>
public sealed class ReferenceDocumentTests
{
    [Fact]
    public void The_built_in_documents_are_valid()
    {
        var builtIn = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
        Assert.Equal(
            (16, 84), (builtIn.Places.Cities.Length, builtIn.Catalogue.All.Count(metric => metric.Indicators.IsEmpty)));
        Assert.NotEmpty(builtIn.Targets.All);
    }

    [Fact]
    public void The_base_documents_of_the_invalid_cases_are_valid()
    {
        var snapshot = ReferenceSnapshot.Read(ReferenceDocumentCases.ValidDocuments);
        Assert.Equal(
            ["a", "b", "l", "m", "r", "h", "c", "s", "z"], snapshot.Catalogue.All.Select(metric => metric.Code));
        Assert.Equal(
            (10m, 10, 5m, 0m),
            (
                snapshot.Rules.YellowWithin, snapshot.Rules.CloseDays, snapshot.Rules.GetMinBase("件"),
                snapshot.Rules.GetMinBase("元")));
    }

    [Fact]
    public void Blank_rows_a_byte_order_mark_and_quoted_cells_are_read()
    {
        const string targets = $"\uFEFF{ReferenceDocumentCases.Targets}\r\n\r\n,,,,,,,,\r\n"
            + " * , m ,2023, Floor ,1.5000,,, Earlier-Years ,\"一, \"\"二\"\"\"\r\n"
            + "370300,m,2023Q1,benchmark,,Province,\r\n";
        var snapshot = ReferenceSnapshot.Read(ReferenceDocumentCases.ValidDocuments.SetItem("targets.csv", targets));
        Assert.Equal(
            [
                new(null, "m", "2023", Goal.Floor, 1.5m, null, null, PaceCurve.EarlierYears, "一, \"二\""),
                new(
                    "370300", "m", "2023Q1", Goal.Benchmark, null, BenchmarkReference.Province, null, PaceCurve.Line,
                    null)
            ],
            snapshot.Targets.All);
    }

    [Theory]
    [MemberData(nameof(ReferenceDocumentCases.Tables), MemberType = typeof(ReferenceDocumentCases))]
    [MemberData(nameof(ReferenceDocumentCases.Lists), MemberType = typeof(ReferenceDocumentCases))]
    public void An_invalid_document_is_rejected_with_its_place_and_remedy(
        string document, string code, int row, string column, string text)
    {
        var exception =
            Assert.Throws<ReferenceDataException>(
                () => ReferenceSnapshot.Read(ReferenceDocumentCases.ValidDocuments.SetItem(document, text)));
        Assert.Equal(
            (document, code, row, column), (exception.Document, exception.Code, exception.Row, exception.Column));
        // The message is a Chinese sentence with the document's name and what to check.
        var message = MessageFormatter.Format(exception.Text, ResponseLanguage.Chinese);
        Assert.StartsWith(document, message, StringComparison.Ordinal);
        Assert.Matches(@"[\u4e00-\u9fff]{2,}.*。$", message);
        if (row > 1) Assert.Contains($" {row} ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a,b\nc")]
    [InlineData("\"")]
    [InlineData("\0\0\0")]
    [InlineData("{}")]
    [InlineData("[[[")]
    [InlineData("\ud800")]
    public void Malformed_text_only_throws_ReferenceDataException(string text) => Assert.All(
        ReferenceSnapshot.DocumentNames, document =>
            Assert.Throws<ReferenceDataException>(
                () => ReferenceSnapshot.Read(ReferenceDocumentCases.ValidDocuments.SetItem(document, text))));
}
