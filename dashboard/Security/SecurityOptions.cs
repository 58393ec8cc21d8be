using System.Net;

namespace IpMonitor.Dashboard.Security;

/// <summary>Groups of pages that may be shown without an account (with what they read).</summary>
internal enum PageGroup
{
    /// <summary>The ranking, the province and what was reported last: what leaders look at.</summary>
    Figures,
    /// <summary>The cities' pages.</summary>
    Cities,
    /// <summary>The campaigns' pages.</summary>
    Campaigns,
    /// <summary>The screens in halls, by their ids.</summary>
    Screens,
    /// <summary>The single events behind a number.</summary>
    Events,
}

/// <summary>Of whom one-time codes are asked; whoever has none then sets them up first.</summary>
internal enum TotpRequirement
{
    /// <summary>Of those who put them on.</summary>
    Offered,
    /// <summary>And of the province's accounts, which make other accounts and keys.</summary>
    Administrators,
    /// <summary>Of everybody who signs in.</summary>
    Everybody,
}

/// <summary>How the doors are set (configuration section <c>Doors</c>).</summary>
internal sealed class SecurityOptions
{
    /// <summary>What anybody may look at; nothing unless it is set.</summary>
    public PageGroup[] Public { get; set; } = [];

    /// <summary>The addresses or networks of proxies in front, whose word about a visitor's address and TLS counts.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Whether plain HTTP is answered to everybody, as in a closed network; otherwise to the same machine alone.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>The most requests a minute from one address, which may be a whole office.</summary>
    public int RequestsPerAddress { get; set; } = 6_000;

    /// <summary>The most attempts a minute to sign in from one address.</summary>
    public int SignInAttemptsPerAddress { get; set; } = 20;

    /// <summary>The most codes for pairing a minute that one address is given: half of those that may be out, in the ten minutes that they last.</summary>
    public int PairingCodesPerAddress { get; set; } = 25;

    /// <summary>Of whom one-time codes are asked.</summary>
    public TotpRequirement TotpRequirement { get; set; }

    /// <summary>The folder of the keys that seal what is kept sealed; beside the store unless it is set. Servers of one store share it.</summary>
    public string? KeyRingDirectory { get; set; }

    /// <summary>The office's own account system (OAuth 2.0); none unless its client id is set.</summary>
    public ExternalSignInOptions? ExternalSignIn { get; set; }

    /// <summary>Why this will not do, or null.</summary>
    public string? Validate() =>
        RequestsPerAddress < 1 || SignInAttemptsPerAddress < 1 || PairingCodesPerAddress < 1 ? "Security: RequestsPerAddress, SignInAttemptsPerAddress and PairingCodesPerAddress must be above zero."
        : Array.Find(TrustedProxies, proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _)) is { } proxy ? $"Security:TrustedProxies：“{proxy}”不是 IP 地址或网段：请写成 10.0.0.5 或 10.0.0.0/24。 It is no IP address or network."
        : ExternalSignIn?.Validate();
}

/// <summary>Where the office's own account system is, and which of its users' properties is the external name of an account here.</summary>
internal sealed class ExternalSignInOptions
{
    public string DisplayName { get; set; } = "统一身份认证";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public string AuthorizationEndpoint { get; set; } = "";

    public string TokenEndpoint { get; set; } = "";

    public string UserInformationEndpoint { get; set; } = "";

    public string NameField { get; set; } = "sub";

    public string[] Scopes { get; set; } = [];

    /// <summary>Whether it asks for a second proof itself; if not, the one-time codes of an account are asked for here.</summary>
    public bool IsMultiFactor { get; set; }

    public string? Validate() =>
        ClientId.Length == 0 || ClientSecret.Length == 0 ? "Security:ExternalSignIn: ClientId and ClientSecret are needed."
        : new[] { AuthorizationEndpoint, TokenEndpoint, UserInformationEndpoint }.Any(address => !IsHttpsOrLoopback(address)) ? "Security:ExternalSignIn: Authorization, Token and User must be https addresses."
        : null;

    private static bool IsHttpsOrLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback);
}
