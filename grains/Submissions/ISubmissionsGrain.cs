using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using Orleans.Concurrency;

namespace IpMonitor.Grains.Submissions;

/// <summary>
/// What desks hand in, from draft to published: rows are kept here until they may count, and reported to their cities then.
/// Its key is the province's code.
/// </summary>
[Alias("ipm.submissions-grain")]
public interface ISubmissionsGrain : IGrainWithStringKey
{
    /// <summary>The most rows of a part.</summary>
    const int MaxRowsPerPart = 1_000;

    /// <summary>Begins a draft; the one that is there already when its id is, whatever has become of it.</summary>
    [Alias("begin")]
    Task<SubmissionResult> Begin(NewSubmission about);

    /// <summary>Adds a part of a draft's rows, numbered from 0; a part that is there already is replaced.</summary>
    [Alias("add-rows")]
    Task<SubmissionResult> AddRows(string id, int part, ImmutableArray<EventInput> rows);

    /// <summary>Hands a complete draft in: it waits for a reviewer where the rule says so, and is published at once where not.</summary>
    [Alias("submit")]
    Task<SubmissionResult> Submit(string id, string by);

    /// <summary>Has it count; who handed it in may not.</summary>
    [Alias("publish")]
    Task<SubmissionResult> Publish(string id, string by);

    /// <summary>Sends it back to who handed it in.</summary>
    [Alias("return")]
    Task<SubmissionResult> Return(string id, string by, string reason);

    /// <summary>Withdraws all of it that counts, or drops it when nothing does yet.</summary>
    [Alias("undo")]
    Task<SubmissionResult> Undo(string id, string by, string reason);

    /// <summary>All submissions, newest first.</summary>
    [AlwaysInterleave, Alias("all")]
    Task<ImmutableArray<Submission>> GetAll();

    /// <summary>One of them; null when there is none.</summary>
    [AlwaysInterleave, Alias("find")]
    Task<Submission?> Find(string id);

    /// <summary>The rows of a part; empty when it is not there.</summary>
    [AlwaysInterleave, Alias("rows")]
    Task<ImmutableArray<EventInput>> GetRows(string id, int part);

    /// <summary>Goes on with what is on its way, also after a restart.</summary>
    [Alias("resume")]
    Task Resume();
}
