using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Security;

/// <summary>Appends actions to the audit log in the name of the caller.</summary>
internal sealed class AuditLog(IGrainFactory grains, ReferenceDataStore referenceData, PublicPages publicPages)
{
    /// <summary>The grain that stores the audit log.</summary>
    public IAuditGrain Grain => grains.GetGrain<IAuditGrain>(referenceData.Current.Places.Province.Code);

    /// <summary>Appends an entry; completes when it is on disk.</summary>
    /// <param name="context">The request whose caller is recorded.</param>
    /// <param name="action">Stable name of the action, one of those that the operation declares.</param>
    /// <param name="subject">Name or id of the changed object.</param>
    /// <param name="before">State before the action; must not contain a secret.</param>
    /// <param name="after">State after the action; must not contain a secret.</param>
    /// <param name="user">The actor, if it is not the caller.</param>
    /// <exception cref="InvalidOperationException">The operation does not declare the action.</exception>
    public async Task Write(
        HttpContext context, string action, string subject, object? before = null, object? after = null,
        CurrentUser? user = null)
    {
        user ??= CurrentUser.FromContext(context);
        ActorKind? demo = user.Role.Length == 0 && publicPages.IsLocalDemo(context) ? ActorKind.Demo : null;
        await Append(user, action, subject, before, after, demo);
        // The entry is kept; the missing declaration is a bug.
        if (context.GetOperationMetadata<OperationMetadata>()?.AuditActions.Contains(action) != true)
            throw new InvalidOperationException(
                $"{context.GetEndpoint()?.DisplayName} does not declare the audit action {action}.");
    }

    /// <summary>Appends an entry of an action that is not an operation of the API.</summary>
    public Task Write(CurrentUser user, string action, string subject) => Append(user, action, subject);

    private Task Append(
        CurrentUser user, string action, string subject, object? before = null, object? after = null,
        ActorKind? kind = null) => Grain.Append(new(
            user.Name, user.Role, user.RemoteAddress, action, subject, Serialize(before), Serialize(after),
            kind ?? AuditEntry.GetKind(user.Role)));

    private static string? Serialize(object? value) => value switch
    {
        null => null,
        string text => text,
        _ => JsonSerializer.Serialize(value, JsonDefaults.Options),
    };
}
