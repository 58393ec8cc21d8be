using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Submissions;

/// <summary>Sends a part of a submission's rows to their cities, to check, report or withdraw them.</summary>
internal sealed class SubmissionDispatcher(
    IGrainFactory grains, IJournal journal, EventValidator validator, DateOnly today)
{
    // Limits the duration of a call: each correction of cumulative readings of one unit and year needs its own append.
    private const int MaxCorrectionsPerCall = 250;
    private const int MaxIdLength = 128;

    /// <summary>Returns the rows that would be rejected.</summary>
    public async Task<ImmutableArray<SubmissionProblem>> Check(
        StoredSubmission stored, int part, ImmutableArray<EventInput> rows)
    {
        var (valid, problems) = Validate(stored, part, rows);
        foreach (var (city, batch) in BatchByCity(valid))
            problems.AddRange(GetProblems(batch, await city.Check(GetEvents(batch))));
        return [.. problems.OrderBy(problem => problem.Row)];
    }

    /// <summary>Reports the rows.</summary>
    /// <remarks>
    /// Duplicates of the submission's own events count as accepted: an earlier attempt with an unknown outcome, or
    /// another activation of the grain, may have reported them.
    /// </remarks>
    public async Task<PartResult> Report(StoredSubmission stored, int part, ImmutableArray<EventInput> rows)
    {
        var (valid, problems) = Validate(stored, part, rows);
        var (accepted, position, duplicates) = (0, (long?)null, new List<EventKey>());
        var notices = new List<SubmissionProblem>();
        var submittedAt = stored.FindLastStep(SubmissionState.Submitted)!.At;
        foreach (var (city, batch) in BatchByCity(valid))
        {
            var report = await city.Report(GetEvents(batch), stored.Shown.About.Id, submittedAt);
            position = Math.Max(position ?? 0, report.Position);
            accepted += report.Results.Count(result => result.Status == EventOutcome.Accepted);
            duplicates.AddRange(batch
                .Zip(report.Results)
                .Where(pair => pair.Second.Status == EventOutcome.Duplicate)
                .Select(pair => pair.First.Event.Key));
            problems.AddRange(GetProblems(batch, report.Results));
            notices.AddRange(GetNotices(batch, report.Results));
        }
        var own = duplicates.Count > 0 ? (await FindOwnEvents(stored, duplicates)).Events.Count : 0;
        return new(
            accepted + own,
            duplicates.Count - own,
            position,
            [.. problems.OrderBy(problem => problem.Row)],
            [.. notices]);
    }

    /// <summary>Withdraws the submission's own events of the rows that are not withdrawn yet, newest first.</summary>
    public async Task<PartResult> Withdraw(StoredSubmission stored, int part, ImmutableArray<EventInput> rows)
    {
        var (valid, _) = Validate(stored, part, rows);
        var (events, withdrawn) = await FindOwnEvents(stored, valid.ConvertAll(row => row.Event.Key));
        var reason = stored.FindLastStep(SubmissionState.Undoing)!.Reason;
        var withdrawals = valid
            .DistinctBy(row => row.Event.Key)
            .Reverse()
            .Where(row => events.Contains(row.Event.Key))
            .Select(row => row with { Event = CreateWithdrawal(row.Event, reason) })
            // Includes withdrawals made before a crash, which are found to be duplicates.
            .Where(row => !withdrawn.Contains(row.Event.Target!) || events.Contains(row.Event.Key))
            .ToList();
        var (accepted, position) = (0, (long?)null);
        var (problems, notices) = (new List<SubmissionProblem>(), new List<SubmissionProblem>());
        foreach (var (city, batch) in BatchByCity(withdrawals))
        {
            var report = await city.Report(GetEvents(batch), GetUndoId(stored.Shown.About.Id));
            position = Math.Max(position ?? 0, report.Position);
            accepted += report.Results.Count(result => result.Status != EventOutcome.Rejected);
            problems.AddRange(GetProblems(batch, report.Results));
            notices.AddRange(GetNotices(batch, report.Results));
        }
        return new(accepted, 0, position, [.. problems.OrderBy(problem => problem.Row)], [.. notices]);
    }

    // Groups rows by city, in their order, in batches of one call each.
    private IEnumerable<(ICityGrain City, NumberedEvent[] Rows)> BatchByCity(IEnumerable<NumberedEvent> rows)
    {
        foreach (var city in rows.GroupBy(row => row.Event.City))
        {
            var hasCorrections = city.Any(row => row.Event.Target is not null);
            var size = hasCorrections ? MaxCorrectionsPerCall : ISubmissionsGrain.MaxRowsPerPart;
            foreach (var batch in city.Chunk(size)) yield return (grains.GetGrain<ICityGrain>(city.Key), batch);
        }
    }

    private (List<NumberedEvent> Valid, List<SubmissionProblem> Problems) Validate(
        StoredSubmission stored, int part, ImmutableArray<EventInput> rows)
    {
        var valid = new List<NumberedEvent>();
        var problems = new List<SubmissionProblem>();
        var number = stored.CountRowsBefore(part);
        foreach (var row in rows)
        {
            number++;
            var (e, error) = validator.Validate(row, today);
            if (e is not null) valid.Add(new(number, e));
            else problems.Add(new(number, row.Id, error!));
        }
        return (valid, problems);
    }

    // Finds the events that the submission or its undo reported, and all withdrawn ones.
    private async Task<(HashSet<EventKey> Events, HashSet<EventKey> Withdrawn)> FindOwnEvents(
        StoredSubmission stored, List<EventKey> keys)
    {
        var id = stored.Shown.About.Id;
        var chains = await journal.GetCorrectionChains([.. keys]);
        return (
            [.. chains
                .Where(entry =>
                    entry.Batch == GetUndoId(id) || (entry.Batch == id && keys.Contains(entry.Event.Key)))
                .Select(entry => entry.Event.Key)],
            [.. chains.Where(entry => entry.State == EventState.Withdrawn).Select(entry => entry.Event.Key)]);
    }

    private static Event CreateWithdrawal(Event e, string? reason) => e with
    {
        Id = GetUndoId(e.Id),
        Value = 0,
        Weight = null,
        Ref = null,
        Note = reason,
        Qualifier = Qualifier.Exact,
        Op = EventOperation.Withdraw,
        Basis = Basis.Period,
        Target = e.Key,
    };

    // Deterministic, so that a repeated withdrawal is found to be a duplicate.
    private static string GetUndoId(string id) => $"undo-{id}" is { Length: <= MaxIdLength } plain
        ? plain
        : $"undo-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";

    private static ImmutableArray<Event> GetEvents(NumberedEvent[] rows) => [.. rows.Select(row => row.Event)];

    private static IEnumerable<SubmissionProblem> GetProblems(
        NumberedEvent[] rows, ImmutableArray<EventResult> results) => rows
        .Zip(results)
        .Where(pair => pair.Second.Status == EventOutcome.Rejected)
        .Select(pair => new SubmissionProblem(pair.First.Number, pair.First.Event.Id, pair.Second.Error!));

    private static IEnumerable<SubmissionProblem> GetNotices(
        NumberedEvent[] rows, ImmutableArray<EventResult> results) => rows
        .Zip(results)
        .Where(pair => pair.Second.Notice is not null)
        .Select(pair => new SubmissionProblem(pair.First.Number, pair.First.Event.Id, pair.Second.Notice!));

    private sealed record NumberedEvent(int Number, Event Event);
}
