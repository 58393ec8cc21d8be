namespace IpMonitor.Benchmarks;

/// <summary>The processor time per message and the delivery of the messages at one rate.</summary>
internal sealed record RateMeasurement(double MicrosecondsPerMessage, DeliveryStatistics Delivery)
{
    public override string ToString() =>
        $"{Delivery.Messages:N0} messages, {MicrosecondsPerMessage:0.0} µs each, p99 {Delivery.P99:0} ms, "
        + $"worst {Delivery.Max:0} ms";
}
