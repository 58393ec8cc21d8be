using System.Net;
using System.Security.Claims;
using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Security;

/// <summary>Who asks: a name, a role, the city that it is confined to if any, and the address it comes from.</summary>
internal sealed record CurrentUser(string Name, string Role, string? City, string RemoteAddress)
{
    public const string CityClaim = "city";

    public static CurrentUser FromContext(HttpContext context) => new(
        context.User.Identity?.Name ?? "", context.User.FindFirstValue(ClaimTypes.Role) ?? "", context.User.FindFirstValue(CityClaim),
        (context.Connection.RemoteIpAddress ?? IPAddress.None).ToString());

    /// <summary>Whether who asks is at this machine, and no proxy speaks for somebody else.</summary>
    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && !context.Request.Headers.Keys.Any(IsProxyHeader);

    // Once a word of a named proxy was taken in, what stood before is kept under X-Original.
    private static bool IsProxyHeader(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it may hand in, correct and look into rows of a city.</summary>
    public bool MayAccessCity(string city) => City is null || City == city;
}

/// <summary>Writes what was done into the audit trail, in the name of who asked.</summary>
internal sealed class AuditLog(IGrainFactory grains, ReferenceDataStore shelf)
{
    public IAuditGrain Grain => grains.GetGrain<IAuditGrain>(shelf.Current.Places.Province.Code);

    /// <summary>Answers when it is on disk. What is given must hold no secret.</summary>
    public Task Write(HttpContext context, string action, string subject, object? before = null, object? after = null) =>
        Write(CurrentUser.FromContext(context), action, subject, before, after);

    /// <inheritdoc cref="Write(HttpContext, string, string, object?, object?)"/>
    public Task Write(CurrentUser who, string action, string subject, object? before = null, object? after = null) =>
        Grain.Append(new(who.Name, who.Role, who.RemoteAddress, action, subject, Serialize(before), Serialize(after)));

    private static string? Serialize(object? value) => value switch
    {
        null => null,
        string text => text,
        _ => JsonSerializer.Serialize(value, JsonDefaults.Options),
    };
}
