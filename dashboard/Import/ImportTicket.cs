namespace IpMonitor.Dashboard.Import;

/// <summary>The stage of an uploaded file.</summary>
internal enum ImportStage
{
    /// <summary>Waits for room on disk.</summary>
    Entered,
    /// <summary>Is received from the client.</summary>
    Receiving,
    /// <summary>Waits for a validation slot.</summary>
    Received,
    /// <summary>Is validated.</summary>
    Validating,
}

/// <summary>An uploaded file in the queue, until it is disposed.</summary>
internal sealed class ImportTicket(ImportQueue queue, string account, string? upload, long round, long bytes)
    : IDisposable
{
    private readonly TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Account => account;

    /// <summary>The client's id of the upload; null if it has none.</summary>
    public string? Upload => upload;

    /// <summary>The round of the queue in which the file is served.</summary>
    public long Round => round;

    /// <summary>The bytes of disk space to reserve.</summary>
    public long Bytes => bytes;

    public ImportStage Stage { get; private set; }

    public ImportProgress Progress { get; } = new();

    /// <summary>Waits until the file may be received.</summary>
    public Task WaitForRoom(CancellationToken cancellation) => _room.Task.WaitAsync(cancellation);

    /// <summary>Waits until the received file may be validated.</summary>
    public Task WaitForSlot(CancellationToken cancellation)
    {
        queue.MarkReceived(this);
        return _slot.Task.WaitAsync(cancellation);
    }

    /// <summary>Sets the stage; called by the queue.</summary>
    public void MoveTo(ImportStage stage)
    {
        Stage = stage;
        if (stage == ImportStage.Receiving) _room.TrySetResult();
        if (stage == ImportStage.Validating) _slot.TrySetResult();
    }

    public void Dispose() => queue.Leave(this);
}
