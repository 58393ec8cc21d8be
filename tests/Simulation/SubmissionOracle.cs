using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Submissions;
using static IpMonitor.Grains.Submissions.SubmissionState;

namespace IpMonitor.Simulation;

/// <summary>Verifies what is stored of submissions, and their rows in the journal, against what was answered.</summary>
internal sealed class SubmissionOracle(SimulationScheduler scheduler)
{
    private static readonly HashSet<(SubmissionState From, SubmissionState To)> Transitions =
    [
        (Draft, Submitted), (Draft, Undone), (Submitted, Publishing), (Submitted, Returned), (Submitted, Undone),
        (Returned, Submitted), (Returned, Undone), (Publishing, Published), (Publishing, Returned),
        (Published, Undoing), (Undoing, Undone),
    ];

    private readonly List<SimulatedSubmission> _sent = [];

    public void RecordSent(SimulatedSubmission submission) => _sent.Add(submission);

    /// <summary>Records what a server answers: no step in it may be forgotten or changed later.</summary>
    /// <remarks>
    /// While the first of two activations still writes, the second may answer with fewer steps than were acknowledged.
    /// </remarks>
    public static void RecordResponse(SimulatedSubmission submission, Submission? response)
    {
        if (response?.Steps.Length > submission.Steps.Length) submission.Steps = response.Steps;
    }

    /// <summary>Verifies the stored submissions and the rows that the journal has by them.</summary>
    public void Verify(ImmutableArray<StoredSubmission> stored, ImmutableArray<JournalEvent> journal)
    {
        var byId = stored.ToDictionary(found => found.Shown.About.Id);
        foreach (var submission in _sent)
        {
            if (byId.TryGetValue(submission.Id, out var found)) Verify(submission, found, journal);
            else if (!submission.Steps.IsEmpty)
                scheduler.ReportViolation($"{submission.Id} was acknowledged and is not stored");
        }
        var batches = _sent.SelectMany(one => new[] { one.Id, UndoIdOf(one.Id) }).ToHashSet();
        foreach (var row in journal.Where(row => row.Batch is not null && !batches.Contains(row.Batch)))
            scheduler.ReportViolation($"{row.Event.Key} is in the journal by {row.Batch}, which was never submitted");
    }

    private static string UndoIdOf(string id) => $"undo-{id}";

    private void Verify(SimulatedSubmission submission, StoredSubmission found, ImmutableArray<JournalEvent> journal)
    {
        var (id, shown) = (submission.Id, found.Shown);
        if (!shown.Steps.Take(submission.Steps.Length).SequenceEqual(submission.Steps))
            scheduler.ReportViolation($"{id} has forgotten steps that were answered: {Describe(shown.Steps)}");
        foreach (var (step, next) in shown.Steps.Zip(shown.Steps.Skip(1)))
            if (!Transitions.Contains((step.State, next.State)))
                scheduler.ReportViolation($"{id} went from {step.State} to {next.State}");
        if (shown.Steps.Any(step => step.State is Publishing or Undoing && step.By == submission.Author))
            scheduler.ReportViolation($"{id} was published or undone by {submission.Author}, its own author");

        var rows = journal.Where(row => row.Batch == id).ToDictionary(row => row.Event.Id);
        var isInJournal =
            shown.State == Published || (shown.State == Undone && found.FindLastStep(Undoing) is not null);
        if (found.IsUnderWay) scheduler.ReportViolation($"{id} is still {shown.State}");
        else if (isInJournal) VerifyRows(submission, shown, rows);
        else if (rows.Count > 0)
            scheduler.ReportViolation($"{id} is {shown.State} and {rows.Count} rows are in the journal");
    }

    private void VerifyRows(SimulatedSubmission submission, Submission shown, Dictionary<string, JournalEvent> rows)
    {
        var refused = shown.Faults.Select(fault => fault.Id!).ToHashSet();
        var expected = shown.State == Published ? EventState.Counts : EventState.Withdrawn;
        foreach (var draft in submission.Parts.SelectMany(part => part).Where(draft => !refused.Contains(draft.Id!)))
        {
            var name = $"{draft.Id} of {submission.Id}";
            if (!rows.TryGetValue(draft.Id!, out var row))
                scheduler.ReportViolation($"{name}, {shown.State}, is not in the journal");
            else if (row.State != expected)
                scheduler.ReportViolation($"{name}, {shown.State}, is {row.State} in the journal");
            else if (row.Event.Value.ToString(CultureInfo.InvariantCulture) != draft.Value)
                scheduler.ReportViolation($"{name} has {row.Event.Value} instead of {draft.Value}");
        }
        if (shown.Accepted != rows.Count)
        {
            scheduler.ReportViolation(
                $"{submission.Id} says {shown.Accepted} accepted rows; the journal has {rows.Count}");
        }
    }

    private static string Describe(ImmutableArray<SubmissionStep> steps) =>
        string.Join(", ", steps.Select(step => $"{step.State} by {step.By}"));
}
