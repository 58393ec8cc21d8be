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
    private static readonly TimeSpan WorkInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly RecordKind<StoredSubmission> SubmissionRecord = new("submission");
    private readonly RecordRepository<StoredSubmission> _submissions = new(store, SubmissionRecord);
    private readonly SubmissionRowStore _rows = new(store);
    private IGrainTimer? _timer;

    private EventValidator Validator => new(shelf.Current);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _submissions.Load();
        StartWork();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SubmissionResult> Begin(NewSubmission about)
    {
        if (_submissions.Find(about.Id) is { } there) return new(there.Shown, null);
        var (held, refusal) = SubmissionDecider.Begin(about, shelf.Current, time.GetChinaNow());
        return held is null ? new(null, refusal) : await Save(held);
    }

    /// <inheritdoc/>
    public async Task<SubmissionResult> AddRows(string id, int part, ImmutableArray<EventInput> rows)
    {
        if (_submissions.Find(id) is not { } held) return new(null, SubmissionErrors.Unknown(id));
        if (SubmissionDecider.ValidateRows(held, part, rows, Validator, time.GetChinaToday()) is { } fault) return new(held.Shown, fault);
        // The rows are on disk before they are counted.
        return await _rows.Put(id, part, rows) ? await Save(SubmissionDecider.AddRows(held, part, rows)) : new(held.Shown, SubmissionErrors.VersionConflict());
    }

    /// <inheritdoc/>
    public Task<SubmissionResult> Submit(string id, string by) => Change(id, held => SubmissionDecider.Submit(held, by, review.Value, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionResult> Publish(string id, string by) => Change(id, held => SubmissionDecider.Publish(held, by, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionResult> Return(string id, string by, string reason) => Change(id, held => SubmissionDecider.Return(held, by, reason, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionResult> Undo(string id, string by, string reason) => Change(id, held => SubmissionDecider.Undo(held, by, reason, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<ImmutableArray<Submission>> GetAll() =>
        Task.FromResult<ImmutableArray<Submission>>([.. _submissions.All.Select(held => held.Shown).OrderByDescending(shown => shown.Steps[0].At)]);

    /// <inheritdoc/>
    public Task<Submission?> Find(string id) => Task.FromResult(_submissions.Find(id)?.Shown);

    /// <inheritdoc/>
    public Task<ImmutableArray<EventInput>> GetRows(string id, int part) => _rows.Find(id, part);

    /// <inheritdoc/>
    public Task Resume()
    {
        StartWork();
        return Task.CompletedTask;
    }

    private async Task<SubmissionResult> Change(string id, Func<StoredSubmission, (StoredSubmission? Held, ValidationError? Refusal)> change)
    {
        if (_submissions.Find(id) is not { } before) return new(null, SubmissionErrors.Unknown(id));
        var (after, refusal) = change(before);
        return after is null || ReferenceEquals(after, before) ? new(before.Shown, refusal) : await Save(after);
    }

    // On disk before it is shown. Where another activation of this grain was first, its word stands.
    private async Task<SubmissionResult> Save(StoredSubmission held)
    {
        var id = held.Shown.About.Id;
        if (!await _submissions.Put(id, held)) return new(_submissions.Find(id)?.Shown, SubmissionErrors.VersionConflict());
        StartWork();
        return new(held.Shown, null);
    }

    private void StartWork()
    {
        if (_timer is null && _submissions.All.Any(held => held.IsUnderWay))
            _timer = this.RegisterGrainTimer(ProcessNext, new GrainTimerCreationOptions(TimeSpan.Zero, WorkInterval) { KeepAlive = true });
    }

    private async Task ProcessNext(CancellationToken cancellation)
    {
        if (_submissions.All.Where(held => held.IsUnderWay).MinBy(held => held.Shown.Steps[^1].At) is not { } held)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }
        try
        {
            await Save(await ProcessPart(held));
        }
        catch (Exception fault) when (fault is JournalException or TimeoutException or OrleansException)
        {
            _timer?.Change(RetryDelay, WorkInterval);
            LogRetry(held.Shown.About.Id, fault.Message);
        }
    }

    // A part further: whatever was done and not written down is done again, and changes nothing.
    private async Task<StoredSubmission> ProcessPart(StoredSubmission held)
    {
        var isUndone = held.Shown.State == SubmissionState.Undoing;
        var part = held.IsToBeChecked ? held.PartsChecked : isUndone ? held.RowsByPart.Length - 1 - held.Shown.PartsDone : held.Shown.PartsDone;
        var rows = await _rows.Find(held.Shown.About.Id, part);
        var delivery = new SubmissionDispatcher(GrainFactory, journal, Validator, time.GetChinaToday());
        return held.IsToBeChecked
            ? SubmissionProgress.ApplyCheck(held, await delivery.Check(held, part, rows), time.GetChinaNow())
            : SubmissionProgress.ApplyResult(held, isUndone ? await delivery.Withdraw(held, part, rows) : await delivery.Report(held, part, rows), time.GetChinaNow());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Submission {Id} waits to go on: {Fault}")]
    private partial void LogRetry(string id, string fault);
}
