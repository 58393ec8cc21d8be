using System.Buffers.Binary;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The records of an old workbook ([MS-XLS]) that its reader does not report: formulas, errors and the date system.
/// </summary>
internal sealed class XlsRecords
{
    private const int DateMode = 0x22, BoundSheet = 0x85, Formula = 0x06, ErrorValue = 0x205;

    private readonly HashSet<(int Sheet, int Row, int Column)> _formulas = [];
    private readonly HashSet<(int Sheet, int Row, int Column)> _errors = [];

    private XlsRecords()
    {
    }

    public DateSystem DateSystem { get; private set; } = DateSystem.From1900;

    /// <summary>Reads the workbook stream; throws <see cref="InvalidDataException"/> if the file is damaged.</summary>
    public static XlsRecords Read(byte[] file)
    {
        var compound = new CompoundFile(file);
        var stream = compound.ReadStream("Workbook") ?? compound.ReadStream("Book") ?? throw new InvalidDataException();
        var (records, sheets, sheet) = (new XlsRecords(), new Dictionary<long, int>(), -1);
        for (var at = 0; at + 4 <= stream.Length;)
        {
            var (type, length) = (ReadUInt16(stream, at), ReadUInt16(stream, at + 2));
            if (sheets.TryGetValue(at, out var started)) sheet = started;
            var body = stream.AsSpan(at + 4, Math.Min(length, stream.Length - at - 4));
            switch (type)
            {
                case DateMode when body is [1, ..]:
                    records.DateSystem = DateSystem.From1904;
                    break;
                // Worksheets only: the type of other sheets is not zero.
                case BoundSheet when body.Length >= 6 && body[5] == 0:
                    sheets[BinaryPrimitives.ReadUInt32LittleEndian(body)] = sheets.Count;
                    break;
                case Formula when body.Length >= 4:
                    records._formulas.Add((sheet, ReadUInt16(body, 0), ReadUInt16(body, 2)));
                    break;
                case ErrorValue when body.Length >= 8 && body[7] != 0:
                    records._errors.Add((sheet, ReadUInt16(body, 0), ReadUInt16(body, 2)));
                    break;
            }
            at += 4 + length;
        }
        return records;
    }

    /// <summary>Returns true for a cell with a formula; zero-based indexes of worksheet, row and column.</summary>
    public bool IsFormula(int sheet, int row, int column) => _formulas.Contains((sheet, row, column));

    /// <summary>Returns true for a cell with an error such as #N/A.</summary>
    public bool IsError(int sheet, int row, int column) => _errors.Contains((sheet, row, column));

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
