using System.IO.Compression;
using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;

namespace IpMonitor.UnitTests.Import;

public sealed class FileFormatTests
{
    public static TheoryData<string, string, byte[]> Unsupported => new()
    {
        { "format_unsupported", "HTML", "<html><meta charset=\"utf-8\"><table></table></html>"u8.ToArray() },
        { "format_unsupported", "HTML", Encoding.Unicode.GetBytes("\uFEFF<table><tr><td>市</td></tr></table>") },
        {
            "format_unsupported", "XML 2003",
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>"u8.ToArray()
        },
        { "format_unsupported", "SYLK", "ID;PWXL;N;E\nC;Y1;X1;K\"x\"\n"u8.ToArray() },
        { "format_unsupported", "DIF", "TABLE\n0,1\n\"EXCEL\"\nVECTORS\n0,3\n\"\"\n"u8.ToArray() },
        { "format_unsupported", "ODS", Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet")) },
        { "format_unsupported", "XLSB", Zip(("xl/workbook.bin", ""), ("_rels/.rels", "")) },
        { "format_unsupported", "DOCX", Zip(("word/document.xml", ""), ("_rels/.rels", "")) },
        { "format_unsupported", "ZIP", Zip(("1.csv", "")) },
        { "format_unsupported", "PDF", "%PDF-1.7"u8.ToArray() },
        { "format_unsupported", "PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D] },
        { "format_unsupported", "DOC", Compound("WordDocument") },
        { "workbook_encrypted", "", Compound("EncryptedPackage") },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void An_unsupported_file_is_named_with_a_remedy(string code, string format, byte[] file)
    {
        var exception = Assert.Throws<RequestRejectedException>(
            () => FileFormatDetector.Detect(new MemoryStream(file)));
        Assert.Equal(code, exception.Code);
        if (format.Length > 0)
            Assert.Contains(format, MessageFormatter.Format(exception.Text, ResponseLanguage.English));
    }

    [Theory]
    [InlineData("市,指标\n", FileFormat.Csv)]
    [InlineData("BM,指标\n", FileFormat.Csv)]
    internal void Text_is_CSV(string text, FileFormat format) =>
        Assert.Equal(format, FileFormatDetector.Detect(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void An_old_workbook_is_known_by_its_stream() =>
        Assert.Equal(FileFormat.Xls, FileFormatDetector.Detect(new MemoryStream(Compound("Workbook"))));

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        return packed.ToArray();
    }

    // A header of 512 bytes and a directory entry.
    private static byte[] Compound(string stream)
    {
        var file = new byte[640];
        ((byte[])[0xD0, 0xCF, 0x11, 0xE0]).CopyTo(file, 0);
        Encoding.Unicode.GetBytes(stream).CopyTo(file, 512);
        return file;
    }
}
