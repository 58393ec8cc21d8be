namespace IpMonitor.Grains.Audit;

/// <summary>The kind of an actor, since a name alone may be that of another kind.</summary>
[GenerateSerializer, Alias("ipm.actor-kind")]
public enum ActorKind
{
    /// <summary>A caller without an identity.</summary>
    Anonymous,
    /// <summary>An account.</summary>
    Account,
    /// <summary>An API key, or the key of the installation.</summary>
    ApiKey,
    /// <summary>A paired screen.</summary>
    Screen,
    /// <summary>The program itself.</summary>
    Program,
    /// <summary>The local user of a demo, without an account.</summary>
    Demo,
}
