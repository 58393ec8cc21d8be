using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>Receives the calls of generated proxies and hands them to the silo.</summary>
internal sealed class GrainReferenceRuntime(SimulatedSilo silo, SimulatedGrainFactory factory) : IGrainReferenceRuntime
{
    public ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var call = new PendingCall<T>();
        silo.Send(reference, request, options, call);
        return new(call.Answer);
    }

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var call = new PendingCall<object>();
        silo.Send(reference, request, options, call);
        return new(call.Answer);
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        silo.Send(reference, request, options | InvokeMethodOptions.OneWay, null);

    public object Cast(IAddressable grain, Type interfaceType) =>
        grain is GrainReference && interfaceType.IsInstanceOfType(grain)
            ? grain
            : factory.Reference(grain.GetGrainId(), OrleansServices.Shared.InterfaceType(interfaceType));
}
