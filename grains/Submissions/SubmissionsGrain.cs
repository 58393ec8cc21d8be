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
    IRecordStore store,
    IJournal journal,
    ReferenceDataStore referenceData,
    IOptions<ReviewOptions> review,
    TimeProvider time,
    ILogger<SubmissionsGrain> log)
    : Grain, ISubmissionsGrain
{
    private static readonly TimeSpan WorkInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly RecordKind<StoredSubmission> SubmissionRecord = new("submission");
    private readonly RecordRepository<StoredSubmission> _submissions = new(store, SubmissionRecord);
    private readonly SubmissionRowStore _rows = new(store);
    private IGrainTimer? _timer;

    private EventValidator Validator => new(referenceData.Current);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _submissions.Load();
        StartWork();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SubmissionResult> Begin(NewSubmission submission)
    {
        if (_submissions.Find(submission.Id) is { } existing) return new(existing.Shown, null);
        var maxOpen = review.Value.MaxOpenPerBureau;
        if (submission.Bureau is { } bureau
            && _submissions.All.Count(stored => stored.IsUnfinished && stored.Shown.About.Bureau == bureau) >= maxOpen)
            return new(null, SubmissionErrors.TooManyOpen(maxOpen));
        var (draft, error) = SubmissionDecider.Begin(submission, referenceData.Current, time.GetChinaNow());
        return draft is null ? new(null, error) : await Save(draft);
    }

    /// <inheritdoc/>
    public async Task<SubmissionResult> AddRows(string id, int part, ImmutableArray<EventInput> rows)
    {
        if (_submissions.Find(id) is not { } stored) return new(null, SubmissionErrors.Unknown(id));
        if (SubmissionDecider.ValidateRows(stored, part, rows, Validator, time.GetChinaToday()) is { } error)
            return new(stored.Shown, error);
        // The rows are stored before they are counted.
        if (!await _rows.Put(id, part, rows)) return new(stored.Shown, SubmissionErrors.VersionConflict());
        return await Save(SubmissionDecider.AddRows(stored, part, rows));
    }

    /// <inheritdoc/>
    public Task<SubmissionResult> Execute(string id, SubmissionAction action) =>
        Change(id, stored => SubmissionDecider.Execute(stored, action, review.Value, time.GetChinaNow()));

    /// <inheritdoc/>
    public Task<SubmissionResult> Submit(string id, string by) =>
        Execute(id, new(SubmissionActionKind.Submit, by, "", null));

    /// <inheritdoc/>
    public Task<SubmissionResult> Publish(string id, string by) =>
        Execute(id, new(SubmissionActionKind.Publish, by, "", null));

    /// <inheritdoc/>
    public Task<SubmissionResult> Return(string id, string by, string reason) =>
        Execute(id, new(SubmissionActionKind.Return, by, reason, null));

    /// <inheritdoc/>
    public Task<SubmissionResult> Undo(string id, string by, string reason) =>
        Execute(id, new(SubmissionActionKind.Undo, by, reason, null));

    /// <inheritdoc/>
    public Task<ImmutableArray<Submission>> GetAll() => Task.FromResult<ImmutableArray<Submission>>(
        [.. _submissions.All.Select(stored => stored.Shown).OrderByDescending(shown => shown.Steps[0].At)]);

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

    private async Task<SubmissionResult> Change(
        string id, Func<StoredSubmission, (StoredSubmission? Submission, ValidationError? Error)> change)
    {
        if (_submissions.Find(id) is not { } before) return new(null, SubmissionErrors.Unknown(id));
        var (after, error) = change(before);
        return after is null || ReferenceEquals(after, before) ? new(before.Shown, error) : await Save(after);
    }

    // Stored before it is visible. If another activation stored another version first, that version is kept.
    private async Task<SubmissionResult> Save(StoredSubmission stored)
    {
        var id = stored.Shown.About.Id;
        if (!await _submissions.Put(id, stored))
            return new(_submissions.Find(id)?.Shown, SubmissionErrors.VersionConflict());
        StartWork();
        return new(stored.Shown, null);
    }

    private void StartWork()
    {
        if (_timer is not null || !_submissions.All.Any(stored => stored.IsUnderWay)) return;
        _timer = this.RegisterGrainTimer(
            ProcessNext, new GrainTimerCreationOptions(TimeSpan.Zero, WorkInterval) { KeepAlive = true });
    }

    private async Task ProcessNext(CancellationToken cancellation)
    {
        var pending = _submissions.All.Where(stored => stored.IsUnderWay);
        if (pending.MinBy(stored => stored.Shown.Steps[^1].At) is not { } next)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }
        try
        {
            await Save(await ProcessPart(next));
        }
        catch (Exception exception) when (exception is JournalException or TimeoutException or OrleansException)
        {
            _timer?.Change(RetryDelay, WorkInterval);
            LogRetry(next.Shown.About.Id, exception.Message);
        }
    }

    // Processes the next part. Repeating a part whose result was not stored has no further effect.
    private async Task<StoredSubmission> ProcessPart(StoredSubmission stored)
    {
        var isUndoing = stored.Shown.State == SubmissionState.Undoing;
        var part = stored.IsToBeChecked ? stored.PartsChecked
            : isUndoing ? stored.RowsByPart.Length - 1 - stored.Shown.PartsDone
            : stored.Shown.PartsDone;
        var rows = await _rows.Find(stored.Shown.About.Id, part);
        var dispatcher = new SubmissionDispatcher(GrainFactory, journal, Validator, time.GetChinaToday());
        if (stored.IsToBeChecked)
        {
            var problems = await dispatcher.Check(stored, part, rows);
            return SubmissionProgress.ApplyCheck(stored, problems, time.GetChinaNow());
        }
        var result = isUndoing
            ? await dispatcher.Withdraw(stored, part, rows)
            : await dispatcher.Report(stored, part, rows);
        return SubmissionProgress.ApplyResult(stored, result, time.GetChinaNow());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not process submission {Id}, will retry: {Error}")]
    private partial void LogRetry(string id, string error);
}
