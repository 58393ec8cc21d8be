using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Intake;

/// <summary>How much may be under way between its senders and the disk (configuration section <c>Intake</c>).</summary>
public sealed class IntakeOptions
{
    /// <summary>Reports at once.</summary>
    public int MostReports { get; set; } = 1_000;

    /// <summary>Memory that they may take together.</summary>
    public int MostMegabytes { get; set; } = 512;
}

/// <summary>The one bound on reports under way: what does not fit is sent away at once, and nobody waits in line in memory.</summary>
internal sealed class IntakeGate(IOptions<IntakeOptions> options)
{
    /// <summary>The most that one body may have, so that it always fits alone.</summary>
    public const int MostRows = 400_000;

    /// <summary>What one body may come to: twice its bytes, since a buffer grows by doubling, and its rows.</summary>
    public const int LeastMegabytes = (2 * EventRoutes.MaxBody + MostRows * RowBytes) / (1024 * 1024) + 1;

    // Measured from the outside, as the growth of the process by bodies of many rows.
    private const int RowBytes = 1024;

    private readonly ConcurrencyLimiter _reports = Limiter(options.Value.MostReports);
    private readonly ConcurrencyLimiter _kilobytes = Limiter(options.Value.MostMegabytes * 1024);

    /// <summary>A report's own pass; it holds nothing before something of the report has come.</summary>
    public Pass Enter() => new(_reports, _kilobytes);

    private static ConcurrencyLimiter Limiter(int permits) => new(new() { PermitLimit = permits, QueueLimit = 0 });

    /// <summary>What one report holds of the bound until it is answered. It grows with what has come, so a slow sender keeps nobody out.</summary>
    internal sealed class Pass(ConcurrencyLimiter reports, ConcurrencyLimiter kilobytes) : IDisposable
    {
        private const int Lump = 64 * 1024;
        private readonly List<RateLimitLease> _leases = [];
        private long _needed;
        private long _held;

        /// <summary>Whether so many more bytes of the body fit.</summary>
        public bool FitsBytes(int count) => Fits(2L * count);

        /// <summary>Whether one more row fits.</summary>
        public bool FitsRow() => Fits(RowBytes);

        public void Dispose()
        {
            _leases.ForEach(lease => lease.Dispose());
            _leases.Clear();
        }

        private bool Fits(long more)
        {
            _needed += more;
            if (_needed <= _held) return true;
            // In lumps, since a lease for each of many rows would be a load of its own.
            var kilobytesMore = (int)((_needed - _held + Lump - 1) / Lump * Lump / 1024);
            _held += kilobytesMore * 1024L;
            return (_leases.Count > 0 || Holds(reports.AttemptAcquire())) && Holds(kilobytes.AttemptAcquire(kilobytesMore));
        }

        private bool Holds(RateLimitLease lease)
        {
            if (lease.IsAcquired) _leases.Add(lease);
            return lease.IsAcquired;
        }
    }
}
