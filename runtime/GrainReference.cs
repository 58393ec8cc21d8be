using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Where the calls through a reference go.</summary>
internal interface ICallTarget
{
    LocalSilo Silo { get; }

    void Deliver(GrainRequest request);
}

/// <summary>A reference to a grain or an observer: equal to another that names the same.</summary>
public class GrainReference : DispatchProxy, IEquatable<GrainReference>
{
    internal ICallTarget Target { get; private set; } = null!;

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && Target.Equals(other.Target);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => Target.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Target.ToString()!;

    internal static object Make(Type contract, ICallTarget target)
    {
        var reference = Create(contract, typeof(GrainReference));
        ((GrainReference)reference).Target = target;
        return reference;
    }

    /// <summary>A grain as others may see it: never the object itself.</summary>
    internal static object To(object addressable, Type contract) => addressable switch
    {
        GrainReference reference => contract.IsInstanceOfType(reference) ? reference : Make(contract, reference.Target),
        Grain { Activation: var activation } => Make(contract, new GrainTarget(activation.Silo, activation.Id)),
        _ => throw new NotSupportedException(
            $"{addressable.GetType()} is no reference: an observer crosses as what CreateObjectReference gave."),
    };

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = GrainMethod.Of(targetMethod!);
        return Target.Silo.Send(Target, method, method.Crossed(args));
    }
}

/// <summary>A grain of this process, whether or not it is active.</summary>
internal sealed record GrainTarget(LocalSilo Silo, GrainIdentity Id) : ICallTarget
{
    public void Deliver(GrainRequest request) => Silo.Deliver(Id, request);

    public override string ToString() => Id.ToString();
}
