using System.Net;

namespace IpMonitor.Dashboard.Security;

/// <summary>Settings of access and transport security (configuration section <c>Security</c>).</summary>
internal sealed class SecurityOptions
{
    /// <summary>Page groups that are shown without an account.</summary>
    public PageGroup[] Public { get; set; } = [];

    /// <summary>IP addresses or networks of reverse proxies whose forwarded headers are trusted.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Whether plain HTTP is served to other machines, as in a closed network.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Maximum requests per minute from one address, which may be that of a whole office.</summary>
    public int RequestsPerAddress { get; set; } = 6_000;

    /// <summary>Maximum sign-in attempts per minute from one address.</summary>
    public int SignInAttemptsPerAddress { get; set; } = 20;

    /// <summary>Maximum pairing codes per minute for one address.</summary>
    /// <remarks>
    /// Codes last ten minutes and 500 may be valid at once, so one address can take at most half of them.
    /// </remarks>
    public int PairingCodesPerAddress { get; set; } = 25;

    /// <summary>Accounts that must use one-time codes.</summary>
    public TotpRequirement TotpRequirement { get; set; }

    /// <summary>
    /// Data Protection key-ring directory; null means <c>keyring</c> in the data directory. Servers of one store must
    /// share it.
    /// </summary>
    public string? KeyRingDirectory { get; set; }

    /// <summary>OpenID Connect or OAuth 2.0 provider of the organization; null if there is none.</summary>
    public ExternalSignInOptions? ExternalSignIn { get; set; }

    /// <summary>Returns the first error in the settings, or null.</summary>
    public string? Validate()
    {
        if (RequestsPerAddress < 1 || SignInAttemptsPerAddress < 1 || PairingCodesPerAddress < 1)
            return "Security: RequestsPerAddress, SignInAttemptsPerAddress and PairingCodesPerAddress "
                + "must be above zero.";
        return Array.Find(TrustedProxies, proxy => !IsAddressOrNetwork(proxy)) is { } invalid
            ? $"Security:TrustedProxies：“{invalid}”不是 IP 地址或网段：请写成 10.0.0.5 或 10.0.0.0/24。 "
                + "It is no IP address or network."
            : ExternalSignIn?.Validate();
    }

    private static bool IsAddressOrNetwork(string text) =>
        IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _);
}
