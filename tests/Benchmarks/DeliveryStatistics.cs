namespace IpMonitor.Benchmarks;

/// <summary>
/// The messages that screens received: their number, their sorted delays in milliseconds, and their lengths by topic.
/// </summary>
internal sealed record DeliveryStatistics(
    int Messages, List<double> Delays, Dictionary<string, List<int>> LengthsByTopic)
{
    public double P99 => Delays.Count == 0 ? 0 : Delays[(int)(0.99 * (Delays.Count - 1))];

    public double Max => Delays.Count == 0 ? 0 : Delays[^1];
}
