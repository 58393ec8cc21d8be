using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>What is asked of a file: how it is laid out, what it is called, who brings it, the period it is for where it does not say, and where to note how far it has come.</summary>
internal sealed record ImportRequest(ImportForm Form, string File, CurrentUser User, ReportingPeriod? Period, ImportProgress Progress);

/// <summary>Looks at files, and holds what is right and new as a draft submission.</summary>
internal sealed class ImportService(
    ReferenceDataStore shelf, IJournal journal, IGrainFactory grains, TimeProvider time, IOptions<SubmissionOptions> desk, IOptions<ImportOptions> limits)
{
    private const int MaxProblems = 500;
    private const int MaxDraftGenerations = 100;

    private ISubmissionsGrain Submissions => grains.GetGrain<ISubmissionsGrain>(shelf.Current.Places.Province.Code);

    /// <summary>Looks at a file; when all of it is right and some is new, a draft of it waits to be handed in.</summary>
    public async Task<ImportResponse> Import(ImportFile file, ImportRequest order, CancellationToken cancellation)
    {
        await using var spool = new Spool();
        var check = await Validate(file, order, spool, cancellation);
        var submission = check.Problems.Count > 0 || check.NewValues == 0 ? null : await CreateDraft(file, order, check, spool);
        return new(order.File, order.Form, check.Rows, check.NewValues, check.Duplicates, check.Rejected,
            [.. check.Problems.Take(MaxProblems)], [.. check.Preview], [.. check.IgnoredColumns], [.. check.IgnoredSheets], submission);
    }

    /// <summary>Writes a file as it came, what is wrong marked in it.</summary>
    public async Task WriteMarked(ImportFile file, ImportRequest order, Stream to, CancellationToken cancellation)
    {
        await using var spool = new Spool();
        var check = await Validate(file, order, spool, cancellation);
        using var grid = file.Open(limits.Value, cancellation);
        var marked = new MarkedFile(grid, check.Headers, check.Problems);
        if (file.IsWorkbook) marked.WriteWorkbook(to);
        else marked.WriteCsv(to);
    }

    private async Task<ImportValidation> Validate(ImportFile file, ImportRequest order, Spool spool, CancellationToken cancellation)
    {
        var reference = shelf.Current;
        var reader = new RowReader(reference, order.Form, order.User.City, order.Period, desk.Value.Source, time.GetChinaToday());
        var check = new ImportValidation(reference, journal, desk.Value, limits.Value, order.Form, reader, spool);
        using var grid = file.Open(limits.Value, cancellation);
        await check.Run(grid, order.Progress);
        return check;
    }

    // The same file, form and account make the same submission, however often it is sent; after one that came to nothing, the next.
    private async Task<Submission> CreateDraft(ImportFile file, ImportRequest order, ImportValidation check, Spool spool)
    {
        var parts = (spool.Count + ISubmissionsGrain.MaxRowsPerPart - 1) / ISubmissionsGrain.MaxRowsPerPart;
        var title = $"{order.File}（{GetTitle(order.Form)}，{spool.Count:N0} 条）";
        for (var generation = 1; generation <= MaxDraftGenerations; generation++)
        {
            var about = new NewSubmission(ComputeId(file, order, generation), SubmissionKind.Import, title, order.User.Name, [.. check.Cities], [.. check.Metrics], spool.Count, parts);
            var (begun, refusal) = await Submissions.Begin(about);
            if (refusal is not null) throw CreateException(refusal);
            // Somebody may have taken the id: rows are never put into what is another's.
            if (begun?.About.By != about.By) continue;
            if (begun is { State: SubmissionState.Submitted or SubmissionState.Publishing or SubmissionState.Undoing }) return begun;
            if (begun is not { State: SubmissionState.Draft } || begun.About.Rows != about.Rows) continue;
            return await AddRows(about, spool, order.Progress) ?? begun;
        }
        throw new RequestRejectedException(409, "import_repeated");
    }

    private async Task<Submission?> AddRows(NewSubmission about, Spool spool, ImportProgress progress)
    {
        progress.ToHold = spool.Count;
        var (part, rows, last) = (0, ImmutableArray.CreateBuilder<EventInput>(ISubmissionsGrain.MaxRowsPerPart), (Submission?)null);
        await foreach (var draft in spool.Read())
        {
            rows.Add(draft);
            if (rows.Count == ISubmissionsGrain.MaxRowsPerPart) await Add();
        }
        if (rows.Count > 0) await Add();
        return last;

        async Task Add()
        {
            var (submission, refusal) = await Submissions.AddRows(about.Id, part++, rows.ToImmutable());
            if (refusal is not null) throw CreateException(refusal);
            progress.Held += rows.Count;
            (last, rows) = (submission, ImmutableArray.CreateBuilder<EventInput>(ISubmissionsGrain.MaxRowsPerPart));
        }
    }

    private static string ComputeId(ImportFile file, ImportRequest order, int generation)
    {
        var made = SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Hash}|{order.Form}|{order.Period?.Text}|{order.User.Name}"));
        return $"import-{Convert.ToHexStringLower(made.AsSpan(0, 10))}{(generation == 1 ? "" : $"-{generation}")}";
    }

    private static string GetTitle(ImportForm form) => form switch { ImportForm.Events => "明细表", ImportForm.Series => "累计报表", _ => "上年同期" };

    private static RequestRejectedException CreateException(ValidationError refusal) => new(409, refusal);
}
