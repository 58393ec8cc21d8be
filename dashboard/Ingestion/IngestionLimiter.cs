using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Ingestion;

/// <summary>Limits the concurrent reports and the memory they use. Rejects immediately instead of queueing.</summary>
internal sealed class IngestionLimiter(IOptions<IngestionOptions> options)
{
    /// <summary>The largest number of rows in a body; such a body always fits alone.</summary>
    public const int MaxRows = 400_000;

    /// <summary>
    /// The memory of the largest body in MB: twice its bytes, because its buffer grows by doubling, plus its rows.
    /// </summary>
    public const int MinMegabytes = (2 * EventRoutes.MaxBodyBytes + MaxRows * BytesPerRow) / (1024 * 1024) + 1;

    // Measured as process growth for bodies with many rows.
    private const int BytesPerRow = 1024;

    private readonly ConcurrencyLimiter _reports = CreateLimiter(options.Value.MaxConcurrentReports);
    private readonly ConcurrencyLimiter _kilobytes = CreateLimiter(options.Value.MaxMegabytes * 1024);

    /// <summary>Creates the lease of a report. It holds nothing until the first bytes arrive.</summary>
    public IngestionLease CreateLease() => new(_reports, _kilobytes);

    private static ConcurrencyLimiter CreateLimiter(int permits) =>
        new(new() { PermitLimit = permits, QueueLimit = 0 });

    /// <summary>
    /// The memory and the concurrency slot of a report until its response is sent. Grows with the received bytes, so
    /// slow clients hold little.
    /// </summary>
    internal sealed class IngestionLease(ConcurrencyLimiter reports, ConcurrencyLimiter kilobytes) : IDisposable
    {
        private const int LeaseBytes = 64 * 1024;
        private readonly List<RateLimitLease> _leases = [];
        private long _needed;
        private long _held;

        /// <summary>Reserves memory for body bytes; false if the limit is reached.</summary>
        public bool TryAcquireBytes(int count) => TryAcquire(2L * count);

        /// <summary>Reserves memory for a row; false if the limit is reached.</summary>
        public bool TryAcquireRow() => TryAcquire(BytesPerRow);

        public void Dispose()
        {
            _leases.ForEach(lease => lease.Dispose());
            _leases.Clear();
        }

        private bool TryAcquire(long bytes)
        {
            _needed += bytes;
            if (_needed <= _held) return true;
            // Acquires 64 KB at a time: a lease for each row would be too many.
            var kilobytesMore = (int)((_needed - _held + LeaseBytes - 1) / LeaseBytes * LeaseBytes / 1024);
            _held += kilobytesMore * 1024L;
            return (_leases.Count > 0 || TryAddLease(reports.AttemptAcquire()))
                && TryAddLease(kilobytes.AttemptAcquire(kilobytesMore));
        }

        private bool TryAddLease(RateLimitLease lease)
        {
            if (lease.IsAcquired) _leases.Add(lease);
            return lease.IsAcquired;
        }
    }
}
