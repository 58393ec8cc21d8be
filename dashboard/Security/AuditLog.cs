using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Security;

/// <summary>Appends actions to the audit log in the name of the caller.</summary>
internal sealed class AuditLog(IGrainFactory grains, ReferenceDataStore referenceData)
{
    /// <summary>The grain that stores the audit log.</summary>
    public IAuditGrain Grain => grains.GetGrain<IAuditGrain>(referenceData.Current.Places.Province.Code);

    /// <summary>Appends an entry; completes when it is on disk.</summary>
    /// <param name="context">The request whose caller is recorded.</param>
    /// <param name="action">Stable name of the action.</param>
    /// <param name="subject">Name or id of the changed object.</param>
    /// <param name="before">State before the action; must not contain a secret.</param>
    /// <param name="after">State after the action; must not contain a secret.</param>
    public Task Write(
        HttpContext context, string action, string subject, object? before = null, object? after = null) =>
        Write(CurrentUser.FromContext(context), action, subject, before, after);

    /// <inheritdoc cref="Write(HttpContext, string, string, object?, object?)"/>
    public Task Write(CurrentUser user, string action, string subject, object? before = null, object? after = null) =>
        Grain.Append(
            new(user.Name, user.Role, user.RemoteAddress, action, subject, Serialize(before), Serialize(after)));

    private static string? Serialize(object? value) => value switch
    {
        null => null,
        string text => text,
        _ => JsonSerializer.Serialize(value, JsonDefaults.Options),
    };
}
