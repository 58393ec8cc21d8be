using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// A question that the user must answer before the file can be submitted. The answer is sent with the file as
/// <c>answer={Id}={choice}</c>.
/// </summary>
/// <param name="Id">Identifies the question within the file, such as <c>column:填报!D</c>.</param>
/// <param name="Code">The stable code of the question.</param>
/// <param name="Sheet">The sheet of the cell; empty for CSV.</param>
/// <param name="Cell">The address of the cell in question.</param>
/// <param name="Message">The question in the language of the request.</param>
/// <param name="Choices">The possible answers; the first one is the suggestion.</param>
internal sealed record ImportQuestion(
    string Id, string Code, string Sheet, string Cell, string Message, ImmutableArray<ImportChoice> Choices)
{
    /// <summary>Creates a question in the language of the request.</summary>
    public static ImportQuestion Create<T>(
        string id, string code, string sheet, string cell, MessageArgument message, IEnumerable<T> choices,
        Func<T, (string Value, MessageArgument Text)> describe)
    {
        var language = ResponseLanguage.Current;
        return new(
            id, code, sheet, cell, MessageFormatter.Format(message, language),
            [
                .. choices.Select(describe)
                    .Select(choice => new ImportChoice(choice.Value, MessageFormatter.Format(choice.Text, language))),
            ]);
    }

    /// <summary>Asks to confirm that a sheet is not read; null if that was answered.</summary>
    public static ImportQuestion? CreateForUnreadSheet(
        string sheet, string code, MessageArgument message, ImportContext context)
    {
        var id = $"sheet:{sheet}";
        return context.GetAnswer(id, SheetColumns.Ignore) is not null ? null : Create(
            id, code, sheet, "A1", message, [SheetColumns.Ignore],
            choice => (choice, MessageArgument.Message("choice.ignore_sheet")));
    }
}

/// <summary>A possible answer and its text in the language of the request.</summary>
internal sealed record ImportChoice(string Value, string Text);
