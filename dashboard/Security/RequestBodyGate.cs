using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Limits the memory of all request bodies that are held at the same time, in total and per caller.</summary>
/// <remarks>Rejects immediately instead of queueing. A caller may use half of the memory.</remarks>
internal sealed class RequestBodyGate(IOptions<RequestBodyOptions> options)
{
    /// <summary>A body of at most this size is not counted.</summary>
    public const int UncountedBytes = 64 * 1024;

    /// <summary>Memory per byte: the buffer grows by doubling, and a text takes two bytes a letter.</summary>
    public const int MemoryPerByte = 4;

    /// <summary>Memory per byte of a body that is read as bytes only.</summary>
    public const int BufferPerByte = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _heldByCaller = [];
    private long _held;

    private long Limit => options.Value.MaxBodyMegabytes * 1024L * 1024;

    /// <summary>Creates the lease of a body. It holds nothing until bytes arrive.</summary>
    /// <param name="caller">The <see cref="CurrentUser.LimitKey"/> of the caller.</param>
    /// <param name="memoryPerByte">Memory per received byte.</param>
    public Lease CreateLease(string caller, int memoryPerByte = MemoryPerByte) => new(this, caller, memoryPerByte);

    private bool TryAcquire(string caller, long bytes)
    {
        lock (_lock)
        {
            var own = _heldByCaller.GetValueOrDefault(caller) + bytes;
            if (_held + bytes > Limit || own > Limit / 2) return false;
            _held += bytes;
            _heldByCaller[caller] = own;
            return true;
        }
    }

    private void Release(string caller, long bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
            if ((_heldByCaller[caller] -= bytes) == 0) _heldByCaller.Remove(caller);
        }
    }

    /// <summary>The memory of a body until it is released.</summary>
    internal sealed class Lease(RequestBodyGate gate, string caller, int memoryPerByte) : IDisposable
    {
        private long _length;
        private long _held;

        /// <summary>Reserves memory for received bytes; false if the limit is reached.</summary>
        public bool TryAcquire(int count)
        {
            _length += count;
            if (_length <= UncountedBytes) return true;
            var more = _length * memoryPerByte - _held;
            if (!gate.TryAcquire(caller, more)) return false;
            _held += more;
            return true;
        }

        public void Dispose()
        {
            if (_held > 0) gate.Release(caller, _held);
            _held = 0;
        }
    }
}
