namespace IpMonitor.Grains.Audit;

/// <summary>An audited action. Contains no passwords, secrets or tokens.</summary>
/// <param name="Who">The account, API key or screen that acted.</param>
/// <param name="Role">Its role.</param>
/// <param name="From">Its address.</param>
/// <param name="Action">The action.</param>
/// <param name="Subject">The object of the action.</param>
/// <param name="Before">The state of the subject before the action.</param>
/// <param name="After">The state of the subject after the action.</param>
/// <param name="Kind">The kind of the actor; null in an entry of an earlier version.</param>
[GenerateSerializer, Immutable, Alias("ipm.audit-entry")]
public sealed record AuditEntry(
    [property: Id(0)] string Who,
    [property: Id(1)] string Role,
    [property: Id(2)] string From,
    [property: Id(3)] string Action,
    [property: Id(4)] string Subject,
    [property: Id(5)] string? Before = null,
    [property: Id(6)] string? After = null,
    [property: Id(7)] ActorKind? Kind = null)
{
    /// <summary>Returns the kind of an actor with a role.</summary>
    public static ActorKind GetKind(string role) => role switch
    {
        "" => ActorKind.Anonymous,
        "system" => ActorKind.Program,
        "machine" or "reader" or "first-key" => ActorKind.ApiKey,
        "screen" => ActorKind.Screen,
        _ => ActorKind.Account,
    };
}
