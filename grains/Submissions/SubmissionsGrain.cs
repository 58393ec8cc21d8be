using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Submissions;

/// <inheritdoc cref="ISubmissionsGrain"/>
[GrainType("submissions")]
public sealed partial class SubmissionsGrain(
    IRecordStore store, IJournal journal, ReferenceDataStore shelf, IOptions<ReviewOptions> review, TimeProvider time, ILogger<SubmissionsGrain> log)
    : Grain, ISubmissionsGrain
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly RecordKind<HeldSubmission> SubmissionRecord = new("submission");
    private readonly RecordRepository<HeldSubmission> _held = new(store, SubmissionRecord);
    private readonly SubmissionRows _rows = new(store);
    private IGrainTimer? _work;

    private EventValidator Admission => new(shelf.Current);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _held.Load();
        GoOn();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SubmissionOutcome> Begin(NewSubmission about)
    {
        if (_held.Find(about.Id) is { } there) return new(there.Shown, null);
        var (held, refusal) = SubmissionDesk.Begin(about, shelf.Current, time.GetChinaNow());
        return held is null ? new(null, refusal) : await Keep(held);
    }

    /// <inheritdoc/>
    public async Task<SubmissionOutcome> Add(string id, int part, ImmutableArray<EventInput> rows)
    {
        if (_held.Find(id) is not { } held) return new(null, SubmissionRefusals.Unknown(id));
        if (SubmissionDesk.Fault(held, part, rows, Admission, time.GetChinaToday()) is { } fault) return new(held.Shown, fault);
        // The rows are on disk before they are counted.
        return await _rows.Put(id, part, rows) ? await Keep(SubmissionDesk.Add(held, part, rows)) : new(held.Shown, SubmissionRefusals.Changed());
    }

    /// <inheritdoc/>
    public Task<SubmissionOutcome> Submit(string id, string by) => Change(id, held => SubmissionDesk.Submit(held, by, review.Value, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionOutcome> Publish(string id, string by) => Change(id, held => SubmissionDesk.Publish(held, by, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionOutcome> Return(string id, string by, string reason) => Change(id, held => SubmissionDesk.Return(held, by, reason, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionOutcome> Undo(string id, string by, string reason) => Change(id, held => SubmissionDesk.Undo(held, by, reason, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<ImmutableArray<Submission>> All() =>
        Task.FromResult<ImmutableArray<Submission>>([.. _held.All.Select(held => held.Shown).OrderByDescending(shown => shown.Steps[0].At)]);

    /// <inheritdoc/>
    public Task<Submission?> Find(string id) => Task.FromResult(_held.Find(id)?.Shown);

    /// <inheritdoc/>
    public Task<ImmutableArray<EventInput>> Rows(string id, int part) => _rows.Find(id, part);

    /// <inheritdoc/>
    public Task Wake()
    {
        GoOn();
        return Task.CompletedTask;
    }

    private async Task<SubmissionOutcome> Change(string id, Func<HeldSubmission, (HeldSubmission? Held, ValidationError? Refusal)> change)
    {
        if (_held.Find(id) is not { } before) return new(null, SubmissionRefusals.Unknown(id));
        var (after, refusal) = change(before);
        return after is null || ReferenceEquals(after, before) ? new(before.Shown, refusal) : await Keep(after);
    }

    // On disk before it is shown. Where another activation of this grain was first, its word stands.
    private async Task<SubmissionOutcome> Keep(HeldSubmission held)
    {
        var id = held.Shown.About.Id;
        if (!await _held.Put(id, held)) return new(_held.Find(id)?.Shown, SubmissionRefusals.Changed());
        GoOn();
        return new(held.Shown, null);
    }

    private void GoOn()
    {
        if (_work is null && _held.All.Any(held => held.IsUnderWay))
            _work = this.RegisterGrainTimer(Work, new GrainTimerCreationOptions(TimeSpan.Zero, Breath) { KeepAlive = true });
    }

    private async Task Work(CancellationToken cancellation)
    {
        if (_held.All.Where(held => held.IsUnderWay).MinBy(held => held.Shown.Steps[^1].At) is not { } held)
        {
            _work?.Dispose();
            _work = null;
            return;
        }
        try
        {
            await Keep(await Next(held));
        }
        catch (Exception fault) when (fault is JournalException or TimeoutException or OrleansException)
        {
            _work?.Change(Pause, Breath);
            LogWaits(held.Shown.About.Id, fault.Message);
        }
    }

    // A part further: whatever was done and not written down is done again, and changes nothing.
    private async Task<HeldSubmission> Next(HeldSubmission held)
    {
        var isUndone = held.Shown.State == SubmissionState.Undoing;
        var part = held.IsToBeChecked ? held.PartsChecked : isUndone ? held.RowsByPart.Length - 1 - held.Shown.PartsDone : held.Shown.PartsDone;
        var rows = await _rows.Find(held.Shown.About.Id, part);
        var delivery = new Delivery(GrainFactory, journal, Admission, time.GetChinaToday());
        return held.IsToBeChecked
            ? SubmissionProgress.Checked(held, await delivery.Check(held, part, rows), time.GetChinaNow())
            : SubmissionProgress.Done(held, isUndone ? await delivery.Withdraw(held, part, rows) : await delivery.Post(held, part, rows), time.GetChinaNow());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Submission {Id} waits to go on: {Fault}")]
    private partial void LogWaits(string id, string fault);
}
