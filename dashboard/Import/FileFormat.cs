using System.IO.Compression;
using System.Text;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>The format of an imported file.</summary>
internal enum FileFormat
{
    Csv,
    Xlsx,
    /// <summary>An old workbook (.xls) or one of WPS (.et).</summary>
    Xls,
}

/// <summary>Detects the format of a file by its content, not by its name.</summary>
internal static class FileFormatDetector
{
    private const int MaxEntries = 2_000;

    private static readonly (byte[] Signature, string Name)[] Unsupported =
    [
        ("%PDF"u8.ToArray(), "PDF"), ("{\\rtf"u8.ToArray(), "RTF"), ("Rar!"u8.ToArray(), "RAR"),
        ([0x37, 0x7A, 0xBC, 0xAF], "7z"), ([0x1F, 0x8B], "GZIP"), ([0x89, 0x50, 0x4E, 0x47], "PNG"),
        ([0xFF, 0xD8, 0xFF], "JPEG"), ("GIF8"u8.ToArray(), "GIF"), ("BM"u8.ToArray(), "BMP"),
        ([0x09, 0x00, 0x04, 0x00], "Excel 2"), ([0x09, 0x02, 0x06, 0x00], "Excel 3"),
        ([0x09, 0x04, 0x06, 0x00], "Excel 4"),
    ];

    /// <summary>Returns the format; throws <see cref="RequestRejectedException"/> for other kinds of files.</summary>
    public static FileFormat Detect(Stream file)
    {
        var bytes = new byte[4096];
        file.Position = 0;
        var start = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        if (start.StartsWith("PK\x03\x04"u8)) return DetectPackage(file);
        if (start.StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0])) return DetectCompoundFile(file);
        foreach (var (signature, name) in Unsupported)
            if (start.StartsWith(signature) && (signature.Length > 2 || start.Contains((byte)0)))
                throw CreateException(name);
        return DetectText(start);
    }

    private static FileFormat DetectText(ReadOnlySpan<byte> start)
    {
        var text = Encoding.UTF8.GetString(start).Replace("\0", "", StringComparison.Ordinal)
            .TrimStart('\uFEFF', '\uFFFD', ' ', '\t', '\r', '\n');
        if (text.StartsWith("ID;P", StringComparison.Ordinal)) throw CreateException("SYLK");
        if (text.StartsWith("TABLE", StringComparison.Ordinal) && text.Contains("VECTORS", StringComparison.Ordinal))
            throw CreateException("DIF");
        if (!text.StartsWith('<')) return FileFormat.Csv;
        if (text.Contains("urn:oasis:names:tc:opendocument", StringComparison.Ordinal)) throw CreateException("FODS");
        if (text.Contains("urn:schemas-microsoft-com:office:spreadsheet", StringComparison.OrdinalIgnoreCase))
            throw CreateException("XML 2003");
        throw CreateException(
            text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<table", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
                ? "HTML"
                : "XML");
    }

    private static FileFormat DetectPackage(Stream file)
    {
        try
        {
            CheckEntryCount(file);
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.GetEntry("mimetype") is { } type) throw CreateException(ReadOpenDocumentType(type));
            if (zip.GetEntry("Index/Document.iwa") is not null) throw CreateException("Numbers");
            var names = zip.Entries.Select(entry => entry.FullName.Replace('\\', '/')).ToList();
            if (names.Exists(name => name.EndsWith("workbook.bin", StringComparison.OrdinalIgnoreCase)))
                throw CreateException("XLSB");
            if (names.Exists(name => name.StartsWith("word/", StringComparison.OrdinalIgnoreCase)))
                throw CreateException("DOCX");
            if (names.Exists(name => name.StartsWith("ppt/", StringComparison.OrdinalIgnoreCase)))
                throw CreateException("PPTX");
            if (!names.Exists(name => name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)))
                throw CreateException("ZIP");
        }
        catch (InvalidDataException)
        {
            throw XlsxPartReader.CreateException();
        }
        return FileFormat.Xlsx;
    }

    private static string ReadOpenDocumentType(ZipArchiveEntry entry)
    {
        var bytes = new byte[100];
        using var type = entry.Open();
        var text = Encoding.ASCII.GetString(bytes, 0, type.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        return text.Contains("spreadsheet", StringComparison.Ordinal) ? "ODS"
            : text.Contains("opendocument.text", StringComparison.Ordinal) ? "ODT"
            : "ZIP";
    }

    // An old workbook has the stream Workbook or Book; an encrypted new one has EncryptedPackage.
    private static FileFormat DetectCompoundFile(Stream file)
    {
        if (ContainsName(file, "EncryptedPackage")) throw new RequestRejectedException(422, "workbook_encrypted");
        if (ContainsName(file, "Workbook") || ContainsName(file, "Book")) return FileFormat.Xls;
        throw CreateException(
            ContainsName(file, "WordDocument") ? "DOC"
            : ContainsName(file, "PowerPoint Document") ? "PPT"
            : "OLE");
    }

    // Directory entries are 128 bytes and begin with their name in UTF-16.
    private static bool ContainsName(Stream file, string name)
    {
        var (pattern, bytes) = (Encoding.Unicode.GetBytes($"{name}\0"), new byte[128]);
        file.Position = 0;
        while (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length)
            if (bytes.AsSpan().StartsWith(pattern)) return true;
        return false;
    }

    // Counts entries before opening the archive, which holds them all in memory.
    private static void CheckEntryCount(Stream file)
    {
        var (bytes, entries) = (new byte[81920], 0);
        file.Position = 0;
        for (int read; (read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0;)
        {
            entries += bytes.AsSpan(0, read).Count("PK\x01\x02"u8);
            if (entries > MaxEntries) throw XlsxPartReader.CreateException();
        }
        file.Position = 0;
    }

    private static RequestRejectedException CreateException(string format) => new(
        422,
        format switch
        {
            "ODS" or "FODS" or "XLSB" or "HTML" or "XML 2003" or "Numbers" or "SYLK" or "DIF"
                or "Excel 2" or "Excel 3" or "Excel 4" => "format_unsupported",
            "ZIP" or "RAR" or "7z" or "GZIP" => "format_unsupported.archive",
            "PNG" or "JPEG" or "GIF" or "BMP" => "format_unsupported.image",
            _ => "format_unsupported.document",
        },
        format);
}
