using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Validates files and saves new values as draft submissions.</summary>
internal sealed class ImportService(
    ReferenceDataStore referenceStore, IJournal journal, IGrainFactory grains, TimeProvider timeProvider,
    IOptions<SubmissionOptions> submissionOptions, IOptions<ImportOptions> limits, ILogger<ImportService> logger)
{
    private const int MaxProblems = 500;
    private const int MaxDraftGenerations = 100;

    private ISubmissionsGrain Submissions =>
        grains.GetGrain<ISubmissionsGrain>(referenceStore.Current.Places.Province.Code);

    /// <summary>Validates a file; if all rows are valid and some are new, saves them as a draft submission.</summary>
    public async Task<ImportResponse> Import(ImportFile file, ImportRequest request, CancellationToken cancellation)
    {
        await using var spool = new Spool();
        var validation = await Validate(file, request, spool, cancellation);
        var (submission, isRepeated) =
            validation.Problems.Count + validation.Questions.Count > 0 || validation.NewValues == 0
            ? default
            : await CreateDraft(file, request, validation, spool);
        ImmutableArray<ImportProblem> problems = [.. validation.Problems.Take(MaxProblems)];
        return new(
            request.File, request.Form, validation.Rows, validation.NewValues, validation.Duplicates,
            validation.Rejected, problems, [.. validation.Preview], [.. validation.IgnoredColumns],
            [.. validation.IgnoredSheets], submission, [.. validation.Sheets], [.. validation.Questions],
            ReadExcerpt(file, validation, problems, cancellation))
        { IsRepeated = isRepeated };
    }

    private ImmutableArray<ExcerptRow> ReadExcerpt(
        ImportFile file, ImportValidation validation, ImmutableArray<ImportProblem> problems,
        CancellationToken cancellation)
    {
        var excerpt = new Excerpt();
        foreach (var sheet in validation.Sheets) excerpt.AddHeader(sheet.Name, sheet.HeaderRow);
        foreach (var problem in problems) excerpt.Add(problem.Sheet, problem.Row);
        foreach (var question in validation.Questions) excerpt.AddCell(question.Sheet, question.Cell);
        if (problems.Length + validation.Questions.Count == 0) return [];
        using var spreadsheet = file.Open(limits.Value, cancellation);
        return excerpt.Read(spreadsheet);
    }

    /// <summary>Validates a file and writes a workbook with its problems marked.</summary>
    public async Task WriteMarked(ImportFile file, ImportRequest request, Stream output, CancellationToken cancellation)
    {
        await using var spool = new Spool();
        var validation = await Validate(file, request, spool, cancellation);
        var marked = new MarkedWorkbook(validation.Problems, limits.Value, cancellation);
        if (file.Format == FileFormat.Xlsx && marked.TryWrite(file.Content, output)) return;
        using var spreadsheet = file.Open(limits.Value, cancellation);
        await marked.Write(spreadsheet, output);
    }

    private async Task<ImportValidation> Validate(
        ImportFile file, ImportRequest request, Spool spool, CancellationToken cancellation)
    {
        var reference = referenceStore.Current;
        var context = new ImportContext(
            request.Form, new(reference), new(reference), request.Period, request.Answers);
        var reader = new RowReader(
            reference, context, request.User.City, submissionOptions.Value.Source, timeProvider.GetChinaToday());
        var validation = new ImportValidation(
            reference, journal, submissionOptions.Value, limits.Value, context, reader, spool, logger);
        using var spreadsheet = file.Open(limits.Value, cancellation);
        await validation.Run(spreadsheet, request.Progress);
        return validation;
    }

    // The same file, form and account give the same submission; after it was published, returned or undone, the next
    // generation.
    private async Task<(Submission? Submission, bool IsRepeated)> CreateDraft(
        ImportFile file, ImportRequest request, ImportValidation validation, Spool spool)
    {
        var parts = (spool.Count + ISubmissionsGrain.MaxRowsPerPart - 1) / ISubmissionsGrain.MaxRowsPerPart;
        var title = $"{request.File}（{GetTitle(request.Form)}，{spool.Count:N0} 条）";
        for (var generation = 1; generation <= MaxDraftGenerations; generation++)
        {
            var definition = new NewSubmission(
                ComputeId(file, request, generation), SubmissionKind.Import, title, request.User.Name,
                [.. validation.Cities], [.. validation.Metrics], spool.Count, parts, request.User.City);
            var (existing, error) = await Submissions.Begin(definition);
            if (error is not null) throw CreateException(error);
            // Another user may have the id: rows are never added to another user's submission.
            if (existing?.About.By != definition.By) continue;
            if (existing.State is SubmissionState.Submitted or SubmissionState.Publishing or SubmissionState.Undoing)
                return (existing, true);
            if (existing.State != SubmissionState.Draft || existing.About.Rows != definition.Rows) continue;
            return (
                await AddRows(definition, spool, request.Progress) ?? existing,
                existing.PartsThere == existing.About.Parts);
        }
        throw new RequestRejectedException(409, "import_repeated");
    }

    private async Task<Submission?> AddRows(NewSubmission definition, Spool spool, ImportProgress progress)
    {
        progress.ToHold = spool.Count;
        var (part, rows, updated) =
            (0, ImmutableArray.CreateBuilder<EventInput>(ISubmissionsGrain.MaxRowsPerPart), (Submission?)null);
        await foreach (var input in spool.Read())
        {
            rows.Add(input);
            if (rows.Count == ISubmissionsGrain.MaxRowsPerPart) await Add();
        }
        if (rows.Count > 0) await Add();
        return updated;

        async Task Add()
        {
            var (submission, error) = await Submissions.AddRows(definition.Id, part++, rows.ToImmutable());
            if (error is not null) throw CreateException(error);
            progress.Held += rows.Count;
            (updated, rows) = (submission, ImmutableArray.CreateBuilder<EventInput>(ISubmissionsGrain.MaxRowsPerPart));
        }
    }

    private static string ComputeId(ImportFile file, ImportRequest request, int generation)
    {
        var hash = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                $"{file.Hash}|{request.Form}|{request.Period?.Text}|{request.User.Name}{FormatAnswers(request)}"));
        return $"import-{Convert.ToHexStringLower(hash.AsSpan(0, 10))}{(generation == 1 ? "" : $"-{generation}")}";
    }

    private static string FormatAnswers(ImportRequest request) =>
        string.Concat(request.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal)
            .Select(answer => $"|{answer.Key}={answer.Value}"));

    private static string GetTitle(ImportForm form) =>
        form switch { ImportForm.Events => "明细表", ImportForm.Series => "累计报表", _ => "上年同期" };

    private static RequestRejectedException CreateException(ValidationError error) =>
        new(error.Code == "submissions_open" ? 422 : 409, error);
}
