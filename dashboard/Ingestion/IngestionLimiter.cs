using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>How much may be under way between its senders and the disk (configuration section <c>Intake</c>).</summary>
public sealed class IngestionOptions
{
    /// <summary>Reports at once.</summary>
    public int MaxConcurrentReports { get; set; } = 1_000;

    /// <summary>Memory that they may take together.</summary>
    public int MaxMegabytes { get; set; } = 512;
}

/// <summary>The one bound on reports under way: what does not fit is sent away at once, and nobody waits in line in memory.</summary>
internal sealed class IngestionLimiter(IOptions<IngestionOptions> options)
{
    /// <summary>The most that one body may have, so that it always fits alone.</summary>
    public const int MaxRows = 400_000;

    /// <summary>What one body may come to: twice its bytes, since a buffer grows by doubling, and its rows.</summary>
    public const int MinMegabytes = (2 * EventRoutes.MaxBodyBytes + MaxRows * BytesPerRow) / (1024 * 1024) + 1;

    // Measured from the outside, as the growth of the process by bodies of many rows.
    private const int BytesPerRow = 1024;

    private readonly ConcurrencyLimiter _reports = CreateLimiter(options.Value.MaxConcurrentReports);
    private readonly ConcurrencyLimiter _kilobytes = CreateLimiter(options.Value.MaxMegabytes * 1024);

    /// <summary>A report's own pass; it holds nothing before something of the report has come.</summary>
    public IngestionLease CreateLease() => new(_reports, _kilobytes);

    private static ConcurrencyLimiter CreateLimiter(int permits) => new(new() { PermitLimit = permits, QueueLimit = 0 });

    /// <summary>What one report holds of the bound until it is answered. It grows with what has come, so a slow sender keeps nobody out.</summary>
    internal sealed class IngestionLease(ConcurrencyLimiter reports, ConcurrencyLimiter kilobytes) : IDisposable
    {
        private const int LeaseBytes = 64 * 1024;
        private readonly List<RateLimitLease> _leases = [];
        private long _needed;
        private long _held;

        /// <summary>Whether so many more bytes of the body fit.</summary>
        public bool TryAcquireBytes(int count) => TryAcquire(2L * count);

        /// <summary>Whether one more row fits.</summary>
        public bool TryAcquireRow() => TryAcquire(BytesPerRow);

        public void Dispose()
        {
            _leases.ForEach(lease => lease.Dispose());
            _leases.Clear();
        }

        private bool TryAcquire(long more)
        {
            _needed += more;
            if (_needed <= _held) return true;
            // In lumps, since a lease for each of many rows would be a load of its own.
            var kilobytesMore = (int)((_needed - _held + LeaseBytes - 1) / LeaseBytes * LeaseBytes / 1024);
            _held += kilobytesMore * 1024L;
            return (_leases.Count > 0 || TryAddLease(reports.AttemptAcquire())) && TryAddLease(kilobytes.AttemptAcquire(kilobytesMore));
        }

        private bool TryAddLease(RateLimitLease lease)
        {
            if (lease.IsAcquired) _leases.Add(lease);
            return lease.IsAcquired;
        }
    }
}
