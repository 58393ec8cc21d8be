using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Detects duplicate rows in a file and assigns event ids derived from content, so that the same file gives the same
/// ids.
/// </summary>
internal sealed partial class DuplicateDetector
{
    private readonly Dictionary<UInt128, (int Times, int Row)> _subjects = [];
    private readonly Dictionary<UInt128, int> _rows = [];
    private readonly Dictionary<(string City, string? Unit, string Metric, int Year), Basis> _bases = [];

    /// <summary>
    /// Assigns a value's id. Returns null, with a problem on the row, if an earlier row has the same or a conflicting
    /// value.
    /// </summary>
    public ParsedValue? AssignId(ParsedRow row, ParsedValue value)
    {
        var (e, rowId) = (value.Event, row[ImportFields.Id]);
        var subjectKey = rowId is null
            ? $"{e.City}|{e.Unit}|{e.Metric}|{e.Date:yyyyMMdd}|{e.Basis}|{e.Campaign}|{Normalize(e.Ref)}"
            : $"{e.City}:{rowId}{(value.Input.Id == "-" ? "" : value.Input.Id)}";
        var rowHash = Hash(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{subjectKey}|{e.Value:0.####}|{e.Weight}|{e.Qualifier}|{Normalize(e.Note)}"));
        // An export has ids that an import gave; with other columns they would give new ids.
        if (rowId is not null && OwnIdPattern().IsMatch(rowId))
            return Reject("id_of_export", rowId, MaintenanceCommand.Format("import FILE"));
        if (rowId is null && !_rows.TryAdd(rowHash, row.Row.Number))
            return Reject("row_twice", _rows[rowHash]);
        var hash = Hash(subjectKey);
        var (count, firstRow) = _subjects.GetValueOrDefault(hash, (0, row.Row.Number));
        _subjects[hash] = (++count, firstRow);
        if (rowId is not null && count > 1) return Reject("id_twice", rowId, firstRow);
        // Several increments a day are allowed; a reading is unique.
        if (count > 1 && (value.Period is not null || e.Op == EventOperation.Set || e.Basis == Basis.Ytd))
            return Reject("reading_twice", firstRow);
        if (value.Metric.Kind == MetricKind.Sum
            && !_bases.TryAdd((e.City, e.Unit, e.Metric, e.Date.Year), e.Basis)
            && _bases[(e.City, e.Unit, e.Metric, e.Date.Year)] != e.Basis)
            return Reject("basis_mixed.rows", e.Date.Year);
        var suffix = count > 1 ? $"-{count}" : "";
        var id = rowId is not null
            ? subjectKey
            : string.Create(CultureInfo.InvariantCulture,
                $"{e.City}-{e.Metric}-{e.Date:yyyyMMdd}-{(ulong)hash & 0xFFFF_FFFF_FFFF:x12}{suffix}");
        return value with { Event = e with { Id = id }, Input = value.Input with { Id = id } };

        ParsedValue? Reject(string key, params ImmutableArray<MessageArgument> arguments)
        {
            row.AddProblem(ValidationError.Create(key, ImportFields.Value, arguments), value.SheetColumn);
            return null;
        }
    }

    [GeneratedRegex("^[0-9]{6}-[a-z.]+-[0-9]{8}-[0-9a-f]{12}")]
    private static partial Regex OwnIdPattern();

    // Ids stay as earlier versions made them from text with plain characters for full-width ones.
    private static string? Normalize(string? text) => text is null ? null : CellParser.Normalize(text);

    private static UInt128 Hash(string text) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
