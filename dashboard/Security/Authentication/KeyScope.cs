using IpMonitor.Grains.ApiKeys;

namespace IpMonitor.Dashboard.Security.Authentication;

/// <summary>A permission of an API key.</summary>
internal enum KeyScope
{
    /// <summary>Report events.</summary>
    Report,
    /// <summary>Read figures, events and topics.</summary>
    Read,
}

/// <summary>Permissions of API keys, and their roles.</summary>
internal static class KeyScopes
{
    /// <summary>Returns the permissions of a key.</summary>
    public static IEnumerable<KeyScope> Get(ApiKeySettings settings)
    {
        if (!settings.Sources.IsEmpty) yield return KeyScope.Report;
        if (settings.MayRead) yield return KeyScope.Read;
    }

    /// <summary>Returns the role of a permission.</summary>
    public static string GetRole(KeyScope scope) => scope == KeyScope.Report ? Roles.Machine : Roles.Reader;
}
