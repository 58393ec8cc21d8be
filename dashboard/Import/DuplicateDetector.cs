using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// What the rows before said, so that a row is told when it says it again; and the id of each value, which is made of what it is
/// a number of, so that the same file gives the same ids.
/// </summary>
internal sealed class DuplicateDetector
{
    private readonly Dictionary<UInt128, (int Times, int Row)> _subjects = [];
    private readonly Dictionary<UInt128, int> _rows = [];
    private readonly Dictionary<(string City, string? Unit, string Metric, int Year), Basis> _bases = [];

    /// <summary>The value with its id; null, and refused, when a row before said the same, or said otherwise what can be said once.</summary>
    public ParsedValue? AssignId(ParsedRow reading, ParsedValue value)
    {
        var (e, own) = (value.Event, reading[ImportFields.Id]);
        var subject = own is null
            ? $"{e.City}|{e.Unit}|{e.Metric}|{e.Date:yyyyMMdd}|{e.Basis}|{e.Campaign}|{e.Ref}"
            : $"{e.City}:{own}{(value.Input.Id == "-" ? "" : value.Input.Id)}";
        var whole = Hash(string.Create(CultureInfo.InvariantCulture, $"{subject}|{e.Value:0.####}|{e.Weight}|{e.Qualifier}|{e.Note}"));
        if (own is null && !_rows.TryAdd(whole, reading.Row.Number))
            return Refused("row_twice", _rows[whole]);
        var hash = Hash(subject);
        var (times, first) = _subjects.GetValueOrDefault(hash, (0, reading.Row.Number));
        _subjects[hash] = (++times, first);
        if (own is not null && times > 1) return Refused("id_twice", own, first);
        // Of an increment there may be several on a day; a reading is one.
        if (times > 1 && (value.Period is not null || e.Op == EventOperation.Set || e.Basis == Basis.Ytd)) return Refused("reading_twice", first);
        if (value.Metric.Kind == MetricKind.Sum && !_bases.TryAdd((e.City, e.Unit, e.Metric, e.Date.Year), e.Basis) && _bases[(e.City, e.Unit, e.Metric, e.Date.Year)] != e.Basis)
            return Refused("basis_mixed.rows", e.Date.Year);
        var id = own is null ? string.Create(CultureInfo.InvariantCulture, $"{e.City}-{e.Metric}-{e.Date:yyyyMMdd}-{(ulong)hash & 0xFFFF_FFFF_FFFF:x12}{(times > 1 ? $"-{times}" : "")}") : subject;
        return value with { Event = e with { Id = id }, Input = value.Input with { Id = id } };

        ParsedValue? Refused(string key, params ImmutableArray<MessageArgument> arguments)
        {
            reading.AddProblem(ValidationError.Create(key, ImportFields.Value, arguments), value.SheetColumn);
            return null;
        }
    }

    private static UInt128 Hash(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
