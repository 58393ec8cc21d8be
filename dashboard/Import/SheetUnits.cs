using System.Collections.Immutable;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The units told for a whole sheet: above the header, in it, in the name of the sheet and in remarks.
/// </summary>
internal sealed class SheetUnits(string sheet, ImportContext context)
{
    private readonly List<Recognized> _all = [];
    private readonly List<Recognized> _doubtful = [];
    private readonly List<Recognized> _answered = [];

    private string QuestionPrefix => $"unit:{sheet}!";

    /// <summary>Finds the units around the header, and those of remarks that the user confirmed.</summary>
    public ImmutableArray<Recognized> ReadHeader(IEnumerable<SpreadsheetRow> titles, SheetColumns columns)
    {
        Add(context.Units.Find(sheet), sheet);
        foreach (var row in titles) ReadTitles(row);
        ReadLine(columns.Header, columns, columns.Second is not null);
        if (columns.Second is { } second) ReadLine(second, columns, isGroup: false);
        foreach (var (id, units) in context.Answers)
            if (id.StartsWith(QuestionPrefix, StringComparison.Ordinal) && units != SheetColumns.Ignore)
                _answered.Add(new(units, id[QuestionPrefix.Length..]));
        foreach (var answer in _answered)
            _all.AddRange(answer.Text.Split('、').Select(unit => answer with { Text = unit }));
        return [.. _all.DistinctBy(unit => unit.Text)];
    }

    /// <summary>Finds units in a row below the header that is no data.</summary>
    public void ReadRemark(SpreadsheetRow row)
    {
        for (var index = 0; index < row.Cells.Count; index++)
        {
            if (row[index].IsBlank || context.Units.Find(row[index].Text!) is not { Count: > 0 } units) continue;
            var remark = new Recognized(string.Join('、', units), row.GetAddress(index));
            if (!_answered.Remove(remark) && units.Any(unit => _all.TrueForAll(told => told.Text != unit)))
                _doubtful.Add(remark);
        }
    }

    /// <summary>
    /// The units to ask about when all rows are read, with the question's id; the unit is an answer if it is known.
    /// </summary>
    public IEnumerable<(string Id, Recognized Unit, bool IsKnown)> GetDoubtful() =>
        from unit in _doubtful.Concat(_answered).DistinctBy(unit => unit.Cell)
        let id = QuestionPrefix + unit.Cell
        where context.GetAnswer(id, SheetColumns.Ignore) is null
        // An answer that is none of the choices, or to no question, stays open.
        select (id, unit, _doubtful.Contains(unit) && unit.Text.Split('、').All(context.Units.IsUnit));

    private void ReadTitles(SpreadsheetRow row)
    {
        var label = "";
        for (var index = 0; index < row.Cells.Count; index++)
        {
            if (row[index].IsBlank) continue;
            var text = label + row[index].Text;
            label = MeasureUnits.IsLabel(text) ? text : "";
            Add(context.Units.Find(text), row.GetAddress(index));
        }
    }

    // A unit in brackets belongs to its own column if that is not read, or if it is a value.
    private void ReadLine(SpreadsheetRow row, SheetColumns columns, bool isGroup)
    {
        for (var index = 0; index < row.Cells.Count; index++)
        {
            if (row[index].IsBlank
                || context.GetAnswer(SheetColumns.GetQuestionId(sheet, index), SheetColumns.Ignore) is not null)
                continue;
            var end = index + 1;
            while (isGroup && end < columns.Width && row[end].IsBlank) end++;
            var read = columns.All.Where(column => column.Index >= index && column.Index < end).ToList();
            var units = context.Units.Find(row[index].Text!, inBrackets: read.Count > 0)
                .Where(unit => read.Count == 0 || read.Exists(column => column.MeasureUnit is not { } own
                    || CellParser.NormalizeUnit(own) != unit));
            Add(units, row.GetAddress(index));
        }
    }

    private void Add(IEnumerable<string> units, string origin)
    {
        // 单位：济南 names a city.
        foreach (var unit in units.Where(unit => context.Names.ResolveCity(unit) is null))
            (context.Units.IsUnit(unit) ? _all : _doubtful).Add(new(unit, origin));
    }
}
