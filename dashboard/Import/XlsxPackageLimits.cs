using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Limits the unpacked size of a workbook's parts and their names. Does not trust the sizes in the archive.
/// </summary>
internal sealed class XlsxPackageLimits
{
    private const int MegaByte = 1 << 20;
    // Content types and relationships, which the package holds in memory.
    private const int MaxPackageBytes = 4 * MegaByte;

    private readonly HashSet<string> _names = [];
    private readonly long _maxBytes;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<Uri, long> _partBytes = [];
    private long _bytes;

    public XlsxPackageLimits(Stream file, ImportOptions options, CancellationToken cancellation)
    {
        // A sheet unpacks to about ten times its size; two hundred times indicates a decompression bomb.
        _maxBytes = Math.Min(
            options.MaxUnpackedMegabytes * (long)MegaByte, Math.Max(10 * MegaByte, 200 * file.Length));
        _cancellation = cancellation;
        try
        {
            CheckPackageParts(file);
        }
        catch (InvalidDataException)
        {
            throw XlsxPartReader.CreateException();
        }
        file.Position = 0;
    }

    /// <summary>Opens a part for reading, without DTDs and external resources.</summary>
    public XlsxPartReader Open(OpenXmlPart part)
    {
        var position = 0L;
        return new(
            new OpenXmlPartReader(
                new XlsxPartStream(part.GetStream(FileMode.Open, FileAccess.Read), AddBytes), part.Features,
                new OpenXmlPartReaderOptions { CloseStream = true, MaxCharactersInPart = _maxBytes }),
            _names);

        // A part that is read again counts once.
        void AddBytes(int bytes)
        {
            _cancellation.ThrowIfCancellationRequested();
            position += bytes;
            var counted = _partBytes.GetValueOrDefault(part.Uri);
            if (position <= counted) return;
            _partBytes[part.Uri] = position;
            if ((_bytes += position - counted) > _maxBytes)
                throw new RequestRejectedException(413, "workbook_too_large", _maxBytes / MegaByte);
        }
    }

    private static void CheckPackageParts(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var (buffer, total) = (new byte[81920], 0);
        foreach (var entry in zip.Entries)
        {
            if (!entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
                && !entry.FullName.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase))
                continue;
            using var part = entry.Open();
            for (int read; (read = part.Read(buffer)) > 0;)
                if ((total += read) > MaxPackageBytes) throw XlsxPartReader.CreateException();
        }
    }
}
