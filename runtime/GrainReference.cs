using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Where the calls through a reference go.</summary>
internal interface ICallTarget
{
    Task<object?> Send(MethodPlan plan, object?[] arguments);
}

/// <summary>A reference to a grain or observer: equal to another that names the same.</summary>
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

    internal static T Make<T>(ICallTarget target)
    {
        object reference = Create<T, GrainReference>()!;
        ((GrainReference)reference).Target = target;
        return (T)reference;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var plan = MethodPlan.Of(targetMethod!);
        var sent = Target.Send(plan, args ?? []);
        return plan.OneWay ? plan.Completed : plan.Typed(sent);
    }
}

/// <summary>A grain of this process, whether or not it is active.</summary>
internal sealed record GrainTarget(LocalSilo Silo, GrainIdentity Id) : ICallTarget
{
    public Task<object?> Send(MethodPlan plan, object?[] arguments) => Silo.Send(Id, plan, arguments);

    public override string ToString() => Id.ToString();
}
