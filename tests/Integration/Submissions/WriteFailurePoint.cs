using IpMonitor.Grains.Journal;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Simulates the death of a process after a number of writes: later writes fail until it is reset.</summary>
internal sealed class WriteFailurePoint
{
    private int _left = int.MaxValue;

    public bool HasFailed { get; private set; }

    public void FailAfter(int writes) => (_left, HasFailed) = (writes, false);

    public void Reset() => FailAfter(int.MaxValue);

    public void CountWrite()
    {
        if (Interlocked.Decrement(ref _left) >= 0) return;
        HasFailed = true;
        throw new JournalException("the process is dead");
    }
}
