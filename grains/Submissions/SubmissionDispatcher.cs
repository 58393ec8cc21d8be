using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Submissions;

/// <summary>Takes a part of a submission's rows to their cities: to have them looked at, counted, or withdrawn.</summary>
internal sealed class SubmissionDispatcher(IGrainFactory grains, IJournal journal, EventValidator admission, DateOnly today)
{
    // What brings cumulative readings of one unit and year back is an append each, and an answer must come before its caller gives up.
    private const int MaxCorrectionsPerCall = 250;
    private const int MaxIdLength = 128;

    /// <summary>The rows that would not be taken.</summary>
    public async Task<ImmutableArray<SubmissionProblem>> Check(StoredSubmission held, int part, ImmutableArray<EventInput> rows)
    {
        var (admitted, faults) = Validate(held, part, rows);
        foreach (var (city, some) in BatchByCity(admitted)) faults.AddRange(GetProblems(some, await city.Check(GetEvents(some))));
        return [.. faults.OrderBy(problem => problem.Row)];
    }

    /// <summary>
    /// Reports the rows. Duplicates that the submission itself brought in count as accepted: an earlier attempt whose
    /// outcome is unknown may have reported them, or another activation of the grain.
    /// </summary>
    public async Task<PartResult> Report(StoredSubmission held, int part, ImmutableArray<EventInput> rows)
    {
        var (admitted, faults) = Validate(held, part, rows);
        var (accepted, position, duplicates) = (0, (long?)null, new List<EventKey>());
        foreach (var (city, some) in BatchByCity(admitted))
        {
            var receipt = await city.Report(GetEvents(some), held.Shown.About.Id, held.FindLastStep(SubmissionState.Submitted)!.At);
            position = Math.Max(position ?? 0, receipt.Position);
            accepted += receipt.Results.Count(verdict => verdict.Status == EventStatus.Accepted);
            duplicates.AddRange(some.Zip(receipt.Results).Where(pair => pair.Second.Status == EventStatus.Duplicate).Select(pair => pair.First.Event.Key));
            faults.AddRange(GetProblems(some, receipt.Results));
        }
        var own = duplicates.Count > 0 ? (await FindOwnEvents(held, duplicates)).Events.Count : 0;
        return new(accepted + own, duplicates.Count - own, position, [.. faults.OrderBy(problem => problem.Row)]);
    }

    /// <summary>Withdraws, newest first, what the submission brought in of the rows and nobody withdrew yet.</summary>
    public async Task<PartResult> Withdraw(StoredSubmission held, int part, ImmutableArray<EventInput> rows)
    {
        var (admitted, _) = Validate(held, part, rows);
        var (events, withdrawn) = await FindOwnEvents(held, admitted.ConvertAll(row => row.Event.Key));
        var reason = held.FindLastStep(SubmissionState.Undoing)!.Reason;
        var withdrawals = admitted.DistinctBy(row => row.Event.Key).Reverse()
            .Where(row => events.Contains(row.Event.Key))
            .Select(row => row with { Event = CreateWithdrawal(row.Event, reason) })
            // One that was made before a crash is made again, and found to be there.
            .Where(row => !withdrawn.Contains(row.Event.Target!) || events.Contains(row.Event.Key)).ToList();
        var (accepted, position, faults) = (0, (long?)null, new List<SubmissionProblem>());
        foreach (var (city, some) in BatchByCity(withdrawals))
        {
            var receipt = await city.Report(GetEvents(some), GetUndoId(held.Shown.About.Id));
            position = Math.Max(position ?? 0, receipt.Position);
            accepted += receipt.Results.Count(verdict => verdict.Status != EventStatus.Rejected);
            faults.AddRange(GetProblems(some, receipt.Results));
        }
        return new(accepted, 0, position, [.. faults.OrderBy(problem => problem.Row)]);
    }

    // The rows of a city that go in one call, in their order.
    private IEnumerable<(ICityGrain City, NumberedEvent[] Rows)> BatchByCity(IEnumerable<NumberedEvent> rows) =>
        from city in rows.GroupBy(row => row.Event.City)
        from some in city.Chunk(city.Any(row => row.Event.Target is not null) ? MaxCorrectionsPerCall : ISubmissionsGrain.MaxRowsPerPart)
        select (grains.GetGrain<ICityGrain>(city.Key), some);

    private (List<NumberedEvent> Admitted, List<SubmissionProblem> Faults) Validate(StoredSubmission held, int part, ImmutableArray<EventInput> rows)
    {
        var (admitted, faults, number) = (new List<NumberedEvent>(), new List<SubmissionProblem>(), held.CountRowsBefore(part));
        foreach (var row in rows)
        {
            number++;
            var (e, refusal) = admission.Validate(row, today);
            if (e is not null) admitted.Add(new(number, e));
            else faults.Add(new(number, row.Id, refusal!));
        }
        return (admitted, faults);
    }

    // Which of the events came by the submission or by its undoing, and which are withdrawn.
    private async Task<(HashSet<EventKey> Events, HashSet<EventKey> Withdrawn)> FindOwnEvents(StoredSubmission held, List<EventKey> keys)
    {
        var id = held.Shown.About.Id;
        var kin = await journal.GetCorrectionChains([.. keys]);
        return (
            [.. kin.Where(known => known.Batch == GetUndoId(id) || (known.Batch == id && keys.Contains(known.Event.Key))).Select(known => known.Event.Key)],
            [.. kin.Where(known => known.State == EventState.Withdrawn).Select(known => known.Event.Key)]);
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

    // The same each time, so that it is made once whatever happens.
    private static string GetUndoId(string id) => $"undo-{id}" is { Length: <= MaxIdLength } plain
        ? plain
        : $"undo-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";

    private static ImmutableArray<Event> GetEvents(NumberedEvent[] rows) => [.. rows.Select(row => row.Event)];

    private static IEnumerable<SubmissionProblem> GetProblems(NumberedEvent[] rows, ImmutableArray<EventResult> verdicts) =>
        rows.Zip(verdicts).Where(pair => pair.Second.Status == EventStatus.Rejected)
            .Select(pair => new SubmissionProblem(pair.First.Number, pair.First.Event.Id, pair.Second.Error!));

    private sealed record NumberedEvent(int Number, Event Event);
}
