using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Dashboard.Intake;

/// <summary>Takes rows in: admits what can be told alone, and hands each city's events to its grain.</summary>
internal sealed class ReportIntake(ReferenceShelf shelf, IGrainFactory grains, TimeProvider time)
{
    private const int MostACall = 2_000;

    /// <summary>Takes the good rows, as part of an import when it is named, and names the bad; answers when the good ones are on disk.</summary>
    public async Task<IntakeAnswer> Take(IReadOnlyList<SentRow> rows, string? batch)
    {
        var admission = new Admission(shelf.Current);
        var today = time.ChinaToday();
        var rejected = new List<RejectedRow>();
        var admitted = new List<(SentRow Row, Event Event)>();
        foreach (var row in rows)
        {
            var (e, refusal) = row.Draft is { } draft ? admission.Admit(draft, today) : (null, row.Refusal);
            if (e is not null) admitted.Add((row, e));
            else rejected.Add(RejectedRow.Of(row, refusal!));
        }

        var answers = await Task.WhenAll(admitted.GroupBy(pair => pair.Event.City).Select(city => Report(city.Key, [.. city], batch)));
        var verdicts = answers.SelectMany(answer => answer.Verdicts).ToList();
        rejected.AddRange(verdicts.Where(pair => pair.Verdict.Fate == Fate.Rejected).Select(pair => RejectedRow.Of(pair.Row, pair.Verdict.Refusal!)));
        return new(
            verdicts.Count(pair => pair.Verdict.Fate == Fate.Accepted),
            verdicts.Count(pair => pair.Verdict.Fate == Fate.Duplicate),
            [.. rejected.OrderBy(row => row.Row)],
            answers.Length == 0 ? null : answers.Max(answer => answer.Position),
            batch);
    }

    private async Task<(long Position, IReadOnlyList<(SentRow Row, Verdict Verdict)> Verdicts)> Report(
        string city, IReadOnlyList<(SentRow Row, Event Event)> rows, string? batch)
    {
        var grain = grains.GetGrain<ICityGrain>(city);
        var position = 0L;
        var verdicts = new List<(SentRow, Verdict)>(rows.Count);
        foreach (var part in rows.Chunk(MostACall))
        {
            var receipt = await grain.Report([.. part.Select(pair => pair.Event)], batch);
            position = receipt.Position;
            verdicts.AddRange(part.Select((pair, i) => (pair.Row, receipt.Verdicts[i])));
        }
        return (position, verdicts);
    }
}

/// <summary>The answer to a post; the position includes all that was accepted, and is absent when no row was good; the batch is the import's name.</summary>
internal sealed record IntakeAnswer(int Accepted, int Duplicates, ImmutableArray<RejectedRow> Rejected, long? Position, string? Batch);

/// <summary>A row that was not taken, and why.</summary>
internal sealed record RejectedRow(int Row, string? Id, string Field, string Code, string Message)
{
    public static RejectedRow Of(SentRow row, Refusal refusal) => new(row.Number, row.Id, refusal.Field, refusal.Code, refusal.Message);
}
