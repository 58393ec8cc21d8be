using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>How calls travel.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for an answer.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How calls travel from a silo, and from the client inside it.</summary>
public class SiloMessagingOptions : MessagingOptions;

/// <summary>How calls travel from a client in another process; there is none here.</summary>
public class ClientMessagingOptions : MessagingOptions;

/// <summary>Which cluster this is; here it is only a name.</summary>
public class ClusterOptions
{
    /// <summary>The cluster.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The service, which outlives the cluster.</summary>
    public string ServiceId { get; set; } = "default";
}

/// <summary>When idle grains are collected, and how long coming and going may take.</summary>
public class GrainCollectionOptions
{
    /// <summary>How long nobody called.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often the runtime looks.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long OnActivateAsync may take.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal void Validate()
    {
        if (CollectionQuantum <= TimeSpan.Zero)
            throw new OrleansConfigurationException($"CollectionQuantum is {CollectionQuantum}; it must be greater than 0.");
        if (CollectionAge <= CollectionQuantum)
            throw new OrleansConfigurationException($"CollectionAge is {CollectionAge}; it must be greater than CollectionQuantum, which is {CollectionQuantum}.");
    }
}
