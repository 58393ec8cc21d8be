namespace Orleans.Runtime;

/// <summary>What can be called from elsewhere.</summary>
public interface IAddressable;

/// <summary>The activation a grain lives in, as far as anybody asks.</summary>
public interface IGrainContext
{
    /// <summary>The services of the host.</summary>
    IServiceProvider ActivationServices { get; }
}

/// <summary>Why an activation ended.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>Not told.</summary>
    None,
    /// <summary>The process is stopping.</summary>
    ShuttingDown,
    /// <summary>Activation failed.</summary>
    ActivationFailed,
    /// <summary>Nobody called for a while.</summary>
    ActivationIdle,
    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,
}

/// <summary>Why an activation ended, in words.</summary>
public readonly struct DeactivationReason(DeactivationReasonCode code, string text)
{
    /// <summary>The reason as a code.</summary>
    public DeactivationReasonCode ReasonCode { get; } = code;

    /// <summary>The reason in words.</summary>
    public string Description { get; } = text;
}

/// <summary>Refused by a silo that is stopping or gone.</summary>
public sealed class SiloUnavailableException(string message) : Exception(message);

/// <summary>Which grain: its class and its key.</summary>
internal readonly record struct GrainIdentity(Type GrainClass, object Key)
{
    public override string ToString() => $"{GrainClass.Name}/{Key}";
}
