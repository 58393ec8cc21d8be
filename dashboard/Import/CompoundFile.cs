using System.Buffers.Binary;
using System.Text;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads streams of a compound file ([MS-CFB]), the container of .xls.</summary>
internal sealed class CompoundFile
{
    private const int DirectoryEntrySize = 128, HeaderSize = 512, MiniSectorSize = 64, HeaderFatEntries = 109;
    private const uint EndOfChain = 0xFFFFFFFE;

    private readonly byte[] _file;
    private readonly int _sectorSize;
    private readonly uint[] _fat;
    private readonly byte[] _directory;

    /// <summary>Throws <see cref="InvalidDataException"/> if the file is damaged.</summary>
    public CompoundFile(byte[] file)
    {
        if (file.Length < HeaderSize || ReadUInt16(file, 30) is not (9 or 12)) throw new InvalidDataException();
        (_file, _sectorSize) = (file, 1 << ReadUInt16(file, 30));
        _fat = ReadFat();
        _directory = ReadChain(ReadUInt32(file, 48), _fat, _sectorSize, ReadSector);
    }

    /// <summary>Reads a stream of the root; null if there is none of the name.</summary>
    public byte[]? ReadStream(string name)
    {
        for (var entry = 0; entry + DirectoryEntrySize <= _directory.Length; entry += DirectoryEntrySize)
        {
            var length = ReadUInt16(_directory, entry + 64) - 2;
            if (length != 2 * name.Length || Encoding.Unicode.GetString(_directory, entry, length) != name) continue;
            var (start, size) = (ReadUInt32(_directory, entry + 116), ReadUInt32(_directory, entry + 120));
            var bytes = size < ReadUInt32(_file, 56)
                ? ReadMiniStream(start)
                : ReadChain(start, _fat, _sectorSize, ReadSector);
            return bytes[..(int)Math.Min(size, bytes.Length)];
        }
        return null;
    }

    private byte[] ReadMiniStream(uint start)
    {
        var miniFat = ToUInt32(ReadChain(ReadUInt32(_file, 60), _fat, _sectorSize, ReadSector));
        var container = ReadChain(ReadUInt32(_directory, 116), _fat, _sectorSize, ReadSector);
        return ReadChain(
            start, miniFat, MiniSectorSize, sector => Slice(container, sector * MiniSectorSize, MiniSectorSize));
    }

    private uint[] ReadFat()
    {
        var sectors = ToUInt32(_file.AsSpan(76, 4 * HeaderFatEntries)).ToList();
        var (next, remaining) = (ReadUInt32(_file, 68), _file.Length / _sectorSize);
        while (next < EndOfChain && remaining-- > 0)
        {
            var difat = ToUInt32(ReadSector(next));
            sectors.AddRange(difat[..^1]);
            next = difat[^1];
        }
        return
        [
            .. sectors.Where(sector => sector < EndOfChain - 1).SelectMany(sector => ToUInt32(ReadSector(sector))),
        ];
    }

    private delegate ReadOnlySpan<byte> SectorReader(uint sector);

    private byte[] ReadChain(uint start, uint[] fat, int sectorSize, SectorReader read)
    {
        using var chain = new MemoryStream();
        for (var sector = start; sector < EndOfChain; sector = fat[sector])
        {
            if (sector >= fat.Length || chain.Length > _file.Length + sectorSize) throw new InvalidDataException();
            chain.Write(read(sector));
        }
        return chain.ToArray();
    }

    private ReadOnlySpan<byte> ReadSector(uint sector) => Slice(_file, (sector + 1L) * _sectorSize, _sectorSize);

    private static ReadOnlySpan<byte> Slice(byte[] bytes, long start, int length) =>
        start < bytes.Length
            ? bytes.AsSpan((int)start, (int)Math.Min(length, bytes.Length - start))
            : throw new InvalidDataException();

    private static uint[] ToUInt32(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        return numbers;
    }

    private static ushort ReadUInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint ReadUInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
