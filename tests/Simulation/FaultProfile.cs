namespace IpMonitor.Simulation;

/// <summary>The probabilities of the faults that are in effect at a moment of a run.</summary>
/// <param name="FailedCommit">A commit fails: before it is written, midway, or only its response.</param>
/// <param name="FailedRead">A read fails.</param>
/// <param name="SlowStorage">The store is slow, sometimes slower than callers wait.</param>
/// <param name="DuplicateDelivery">A request from outside is delivered twice.</param>
/// <param name="LostResponse">A response to the outside is lost.</param>
/// <param name="LateMessage">A message between grains, or to an observer, is late.</param>
/// <param name="LostMessage">A message between grains, or to an observer, is lost.</param>
internal sealed record FaultProfile(
    double FailedCommit, double FailedRead, double SlowStorage, double DuplicateDelivery, double LostResponse,
    double LateMessage, double LostMessage)
{
    public static readonly FaultProfile None = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Draws a profile; each fault is absent from half of them.</summary>
    public static FaultProfile Draw(Random random)
    {
        return new(UpTo(0.5), UpTo(0.1), UpTo(0.3), UpTo(0.4), UpTo(0.3), UpTo(0.3), UpTo(0.05));

        double UpTo(double max) => random.Next(2) == 0 ? 0 : random.NextDouble() * max;
    }
}
