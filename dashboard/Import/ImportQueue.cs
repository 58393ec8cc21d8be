using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Http;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Limits imports to one file per account and a few validations at a time; rejects instead of queueing.
/// </summary>
internal sealed class ImportLimiter(IOptions<ImportOptions> options)
{
    private readonly ConcurrentDictionary<string, ImportProgress> _accounts = new();
    private readonly ConcurrencyLimiter _files = CreateLimiter(options.Value.MaxConcurrentFiles);

    /// <summary>
    /// Reserves an account's only import, from the first byte to the response; <see cref="FindProgress"/> returns its
    /// progress meanwhile.
    /// </summary>
    public IDisposable AcquireAccount(string account, ImportProgress progress) => _accounts.TryAdd(account, progress)
        ? new AccountLease(() => _accounts.TryRemove(account, out _))
        : throw new RequestRejectedException(503, "import_busy.own");

    /// <summary>The progress of an account's import; null if it has none.</summary>
    public ImportProgress? FindProgress(string account) => _accounts.GetValueOrDefault(account);

    /// <summary>Reserves a validation slot. Acquired after the upload, so slow clients hold none.</summary>
    public IDisposable AcquireSlot()
    {
        var lease = _files.AttemptAcquire();
        return lease.IsAcquired
            ? lease
            : throw new RequestRejectedException(503, "import_busy");
    }

    private static ConcurrencyLimiter CreateLimiter(int permits) =>
        new(new() { PermitLimit = permits, QueueLimit = 0 });

    private sealed class AccountLease(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
