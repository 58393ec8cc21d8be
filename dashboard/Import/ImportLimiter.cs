using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Ingestion;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Who may bring a file just now: each account one, and all together a few; the others are told to come again.</summary>
internal sealed class ImportLimiter(IOptions<ImportOptions> options)
{
    private readonly ConcurrentDictionary<string, ImportProgress> _accounts = new();
    private readonly ConcurrencyLimiter _files = CreateLimiter(options.Value.MaxConcurrentFiles);

    /// <summary>An account's one file, from its first byte to its answer; how far it has come is noted in what is given.</summary>
    public IDisposable AcquireAccount(string account, ImportProgress progress) => _accounts.TryAdd(account, progress)
        ? new AccountLease(() => _accounts.TryRemove(account, out _))
        : throw new RequestRejectedException(503, "import_busy.own");

    /// <summary>How far an account's file has come; null when it brings none.</summary>
    public ImportProgress? FindProgress(string account) => _accounts.GetValueOrDefault(account);

    /// <summary>Room to look at a file, once it is here: a slow sender keeps nobody out.</summary>
    public IDisposable AcquireSlot()
    {
        var lease = _files.AttemptAcquire();
        return lease.IsAcquired ? lease : throw new RequestRejectedException(503, "import_busy");
    }

    private static ConcurrencyLimiter CreateLimiter(int permits) => new(new() { PermitLimit = permits, QueueLimit = 0 });

    private sealed class AccountLease(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
