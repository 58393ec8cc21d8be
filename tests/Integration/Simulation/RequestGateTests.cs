using IpMonitor.Simulation.Runtime;
using Orleans.CodeGeneration;

namespace IpMonitor.IntegrationTests.Simulation;

/// <summary>Which requests run concurrently, by the rule of Orleans' <c>ActivationData.MayInvokeRequest</c>.</summary>
public sealed class RequestGateTests
{
    private readonly RequestGate _gate = new(_ => false);

    [Fact]
    public void A_writer_waits_for_the_writer_before_it()
    {
        var (first, second) = (Add(InvokeMethodOptions.None), Add(InvokeMethodOptions.None));
        Assert.Same(first, _gate.TryStart());
        Assert.Null(_gate.TryStart());
        _gate.Complete(first);
        Assert.Same(second, _gate.TryStart());
    }

    [Fact]
    public void A_reader_overtakes_a_waiting_writer_beside_another_reader()
    {
        var reader = Add(InvokeMethodOptions.ReadOnly);
        Add(InvokeMethodOptions.None);
        var overtaking = Add(InvokeMethodOptions.ReadOnly);
        Assert.Same(reader, _gate.TryStart());
        Assert.Same(overtaking, _gate.TryStart());
        Assert.Null(_gate.TryStart());
    }

    [Fact]
    public void A_writer_starts_when_the_first_reader_ends_though_another_still_runs()
    {
        var (first, second) = (Add(InvokeMethodOptions.ReadOnly), Add(InvokeMethodOptions.ReadOnly));
        var writer = Add(InvokeMethodOptions.None);
        Assert.Same(first, _gate.TryStart());
        Assert.Same(second, _gate.TryStart());
        Assert.Null(_gate.TryStart());
        _gate.Complete(first);
        Assert.Same(writer, _gate.TryStart());
    }

    [Fact]
    public void A_request_that_always_interleaves_starts_beside_a_writer_and_blocks_none()
    {
        var (writer, interleaving) = (Add(InvokeMethodOptions.None), Add(InvokeMethodOptions.AlwaysInterleave));
        Assert.Same(writer, _gate.TryStart());
        Assert.Same(interleaving, _gate.TryStart());
        _gate.Complete(writer);
        var next = Add(InvokeMethodOptions.None);
        Assert.Same(next, _gate.TryStart());
    }

    private GrainRequest Add(InvokeMethodOptions options)
    {
        var request = new GrainRequest(null!, options, null, long.MaxValue);
        _gate.Add(request);
        return request;
    }
}
