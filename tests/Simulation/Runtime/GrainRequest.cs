using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>
/// A request on its way to an activation or an observer: a call, a one-way call or the tick of a timer.
/// </summary>
/// <param name="Body">The method and its arguments, already copied by the proxy.</param>
/// <param name="Call">The caller that waits; null for a one-way call.</param>
/// <param name="Deadline">The timestamp after which the request is dropped instead of started.</param>
internal sealed record GrainRequest(IInvokable Body, InvokeMethodOptions Options, PendingCall? Call, long Deadline)
{
    public bool IsReadOnly => Options.HasFlag(InvokeMethodOptions.ReadOnly);

    public bool IsAlwaysInterleave => Options.HasFlag(InvokeMethodOptions.AlwaysInterleave);

    /// <summary>Whether the request counts as use of the grain.</summary>
    public bool KeepsAlive { get; init; } = true;

    /// <summary>
    /// Whether the request comes from the activation itself; it dies with the activation instead of being forwarded.
    /// </summary>
    public bool IsLocalOnly { get; init; }

    public string Name => $"{Body.GetInterfaceName()}.{Body.GetMethodName()}";

    public bool IsExpired(long now) => now > Deadline;

    /// <summary>Invokes the method on a target and returns its response; an exception is a response too.</summary>
    public async ValueTask<Response> Invoke(ITargetHolder target)
    {
        Response response;
        try
        {
            Body.SetTarget(target);
            response = await Body.Invoke();
        }
        catch (Exception fault)
        {
            response = Response.FromException(fault);
        }
        Body.Dispose();
        return response;
    }

    // Requests are told apart by identity, not by content.
    public bool Equals(GrainRequest? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
