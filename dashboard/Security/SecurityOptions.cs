using System.Net;

namespace IpMonitor.Dashboard.Security;

/// <summary>Settings of access and transport security (configuration section <c>Security</c>).</summary>
internal sealed class SecurityOptions
{
    private const int MaxNoticeLength = 200;

    /// <summary>Page groups that are shown without an account.</summary>
    public PageGroup[] Public { get; set; } = [];

    /// <summary>IP addresses or networks of reverse proxies whose forwarded headers are trusted.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>
    /// Origins under which browsers reach the server through a proxy, such as <c>https://ipm.example.gov.cn</c>.
    /// </summary>
    /// <remarks>
    /// Forwarded requests without <c>X-Forwarded-Host</c> get the host of the one they match, or of the first.
    /// </remarks>
    public string[] PublicOrigins { get; set; } = [];

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

    /// <summary>
    /// Text on pages that take text, which warns that no state secrets may be entered; blank means the default text.
    /// </summary>
    public string? Notice { get; set; }

    /// <summary>English text of <see cref="Notice"/>; blank means the default text.</summary>
    public string? NoticeEn { get; set; }

    /// <summary>OpenID Connect or OAuth 2.0 provider of the organization; null if there is none.</summary>
    public ExternalSignInOptions? ExternalSignIn { get; set; }

    /// <summary>Returns the first error in the settings, or null.</summary>
    public string? Validate()
    {
        if (RequestsPerAddress < 1 || SignInAttemptsPerAddress < 1 || PairingCodesPerAddress < 1)
            return "Security：RequestsPerAddress、SignInAttemptsPerAddress、PairingCodesPerAddress 须大于零。 "
                + "They must be above zero.";
        if (!IsNotice(Notice) || !IsNotice(NoticeEn))
            return $"Security:Notice, Security:NoticeEn：须为一行，至多 {MaxNoticeLength} 字。 "
                + $"A notice must be one line of at most {MaxNoticeLength} characters.";
        if (Array.Find(PublicOrigins, origin => !IsOrigin(origin)) is { } other)
            return $"Security:PublicOrigins：“{other}”不是网站地址：请写成 https://ipm.example.gov.cn，不带路径。 "
                + "It is no origin: write scheme and host, without a path.";
        return Array.Find(TrustedProxies, proxy => !IsAddressOrNetwork(proxy)) is { } invalid
            ? $"Security:TrustedProxies：“{invalid}”不是 IP 地址或网段：请写成 10.0.0.5 或 10.0.0.0/24。 "
                + "It is no IP address or network."
            : ExternalSignIn?.Validate();
    }

    private static bool IsNotice(string? text) =>
        text is null || (text.Length <= MaxNoticeLength && !text.Any(char.IsControl));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text.TrimEnd('/');

    private static bool IsAddressOrNetwork(string text) =>
        IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _);
}
