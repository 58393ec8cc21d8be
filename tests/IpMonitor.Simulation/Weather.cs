namespace IpMonitor.Simulation;

/// <summary>How likely what goes wrong is, just now.</summary>
/// <param name="Commit">A commit fails: before, half way, or only its answer.</param>
/// <param name="Read">A read fails.</param>
/// <param name="Slow">The store takes its time, sometimes longer than callers wait.</param>
/// <param name="Twice">A delivery comes twice.</param>
/// <param name="Lost">An answer is lost on its way.</param>
internal sealed record Weather(double Commit, double Read, double Slow, double Twice, double Lost)
{
    public static readonly Weather Calm = new(0, 0, 0, 0, 0);

    /// <summary>Weather of any kind.</summary>
    public static Weather Of(Random random)
    {
        return new(Any(0.5), Any(0.1), Any(0.3), Any(0.4), Any(0.3));

        double Any(double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
    }
}
