using IpMonitor.Dashboard.Http;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>
/// Writes tables as a workbook (.xlsx): a frozen header, columns as wide as their content, numbers and days as such,
/// texts that are never evaluated as formulas, and a foot that tells where the data comes from.
/// </summary>
internal static class WorkbookExport
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    // Limits of the format.
    private const int MaxRows = 1_048_576, MaxNameLength = 31, MaxTextLength = 32_767;
    private const int MaxFootLines = 16;
    private const double MinWidth = 7, MaxWidth = 48, PortraitWidth = 90, FootLineHeight = 15;

    /// <summary>Writes each table on its sheet; rows beyond the limit of a sheet go to further sheets.</summary>
    public static async Task Write(Stream file, IEnumerable<ExportTable> tables, CancellationToken cancellation)
    {
        await using var draft = TemporaryFile.Create();
        await using var workbook = await Spreadsheet.CreateNewAsync(draft, cancellationToken: cancellation);
        var writer = new TableWriter(workbook, new(workbook), cancellation);
        foreach (var table in tables) await writer.Write(table);
        await workbook.FinishAsync(cancellation);
        draft.Position = 0;
        await PrintSetup.Copy(draft, file, writer.Sheets, cancellation);
    }

    /// <summary>Creates the response of a workbook that is written into a temporary file.</summary>
    public static async Task<IResult> CreateFile(HttpContext context, string fileName, Func<Stream, Task> write)
    {
        var file = TemporaryFile.Create();
        context.Response.RegisterForDispose(file);
        await write(file);
        file.Position = 0;
        return TypedResults.File(file, ContentType, fileName);
    }

    private sealed class TableWriter(Spreadsheet workbook, WorkbookStyles styles, CancellationToken cancellation)
    {
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<PrintedSheet> _sheets = [];

        public IReadOnlyList<PrintedSheet> Sheets => _sheets;

        public async Task Write(ExportTable table)
        {
            double[]? widths = null;
            await foreach (var chunk in table.Chunks.WithCancellation(cancellation))
            {
                var rows = chunk as IReadOnlyCollection<ExportCell[]> ?? [.. chunk];
                if (widths is null) await StartSheet(table, widths = GetWidths(table, rows));
                foreach (var row in rows)
                {
                    if (workbook.NextRowNumber > MaxRows - MaxFootLines) await StartSheet(table, widths);
                    await AddRow(table, row.Select((cell, index) => CreateCell(cell, table.Columns[index], index)));
                }
            }
            if (widths is null) await StartSheet(table, widths = GetWidths(table, []));
            await WriteFoot(table, widths);
        }

        private async Task StartSheet(ExportTable table, double[] widths)
        {
            var hasGroups = table.Columns.Any(column => column.Group is not null);
            var headerRows = (table.Title is null ? 0 : 1) + (hasGroups ? 2 : 1);
            var options = new WorksheetOptions { FrozenRows = headerRows };
            foreach (var (index, width) in widths.Index()) options.Column(index + 1).Width = width;
            _sheets.Add(new(GetFreeName(table.Name), headerRows, widths.Sum() > PortraitWidth));
            await workbook.StartWorksheetAsync(_sheets[^1].Name, options, cancellation);
            if (table.Title is { } title)
                await workbook.AddRowAsync([CreateText(title, styles.Title)], styles.TitleRow, cancellation);
            if (hasGroups) await WriteGroups(table);
            await AddRow(
                table, table.Columns.Select((column, index) => CreateHeader(column, index)));
        }

        private ValueTask AddRow(ExportTable table, IEnumerable<StyledCell> cells) =>
            workbook.AddRowAsync([.. cells], table.Title is null ? null : styles.Row, cancellation);

        // A column without a group spans both rows of the header.
        private async Task WriteGroups(ExportTable table)
        {
            var (row, columns) = (workbook.NextRowNumber, table.Columns);
            await AddRow(table, columns.Select((column, index) => column.Group is { } group
                ? CreateText(group, styles.Group)
                : CreateHeader(column, index)));
            for (var first = 0; first < columns.Length;)
            {
                var last = first;
                var shared = columns[first].Group;
                while (shared is not null && last + 1 < columns.Length && columns[last + 1].Group == shared) last++;
                if (shared is null) workbook.MergeCells($"{GetName(first)}{row}:{GetName(first)}{row + 1}");
                else if (last > first) workbook.MergeCells($"{GetName(first)}{row}:{GetName(last)}{row}");
                first = last + 1;
            }
        }

        // The foot spans the table, and each line has the height that its text needs.
        private async Task WriteFoot(ExportTable table, double[] widths)
        {
            if (table.Foot.IsEmpty) return;
            await workbook.AddRowAsync(Array.Empty<StyledCell>(), cancellation);
            foreach (var line in table.Foot)
            {
                var row = workbook.NextRowNumber;
                var lines = Math.Ceiling(TextWidth.Measure(line) / Math.Max(widths.Sum() - 2, MinWidth));
                await workbook.AddRowAsync(
                    [CreateText(line, styles.Foot)], new RowOptions { Height = FootLineHeight * lines },
                    cancellation);
                if (widths.Length > 1) workbook.MergeCells($"A{row}:{GetName(widths.Length - 1)}{row}");
            }
        }

        private StyledCell CreateHeader(ExportColumn column, int index) =>
            CreateText(column.Title, styles.GetHeader(column.IsEnd, index > 0));

        private StyledCell CreateCell(ExportCell cell, ExportColumn column, int index)
        {
            var style = styles.Get(cell, column.IsEnd, index > 0);
            return cell.Value switch
            {
                decimal number => new(number, style),
                DateTime time => new(time, style),
                string text => CreateText(text.Length > MaxTextLength ? text[..MaxTextLength] : text, style),
                _ => new((string?)null, style),
            };
        }

        private static StyledCell CreateText(string text, StyleId? style) =>
            new(XmlCharacters.RemoveInvalid(text), style);

        private string GetFreeName(string wanted)
        {
            var name = string.Concat(wanted.Select(c => @":\/?*[]".Contains(c, StringComparison.Ordinal) ? ' ' : c))
                .Trim(' ', '\'');
            for (var number = 1; ; number++)
            {
                var suffix = number == 1 ? "" : $" ({number})";
                var free = $"{name[..Math.Min(name.Length, MaxNameLength - suffix.Length)]}{suffix}";
                if (_names.Add(free)) return free;
            }
        }

        private static double[] GetWidths(ExportTable table, IReadOnlyCollection<ExportCell[]> rows) =>
        [
            .. table.Columns.Select((column, index) => Math.Clamp(
                rows.Select(row => TextWidth.Measure(row[index])).Append(TextWidth.Measure(column.Title)).Max() + 2,
                MinWidth, MaxWidth)),
        ];

        private static string GetName(int column) =>
            column < 26 ? $"{(char)('A' + column)}" : GetName(column / 26 - 1) + (char)('A' + column % 26);
    }
}
