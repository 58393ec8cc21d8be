namespace IpMonitor.Dashboard.Security;

/// <summary>
/// OpenID Connect or OAuth 2.0 provider of the organization (configuration section <c>Security:ExternalSignIn</c>).
/// </summary>
internal sealed class ExternalSignInOptions
{
    /// <summary>Name of the provider on the sign-in page.</summary>
    public string DisplayName { get; set; } = "统一身份认证";

    /// <summary>Client id that the provider has assigned.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Client secret that the provider has assigned.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>
    /// Issuer of an OpenID Connect provider, below which it publishes its configuration; https, except on this machine.
    /// Empty for a provider that has OAuth 2.0 only.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>Address of the authorization endpoint; https, except on this machine.</summary>
    public string AuthorizationEndpoint { get; set; } = "";

    /// <summary>Address of the token endpoint; https, except on this machine.</summary>
    public string TokenEndpoint { get; set; } = "";

    /// <summary>Address of the user information endpoint; https, except on this machine.</summary>
    public string UserInformationEndpoint { get; set; } = "";

    /// <summary>Claim or JSON member of the user information that holds the external name of an account.</summary>
    public string NameField { get; set; } = "sub";

    /// <summary>Scopes to request.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>Whether the provider asks for a second factor; otherwise one-time codes are asked for here.</summary>
    public bool IsMultiFactor { get; set; }

    /// <summary>Returns the first error in the settings, or null.</summary>
    public string? Validate()
    {
        if (ClientId.Length == 0 || ClientSecret.Length == 0)
            return "Security:ExternalSignIn: ClientId and ClientSecret are needed.";
        string[] endpoints = [AuthorizationEndpoint, TokenEndpoint, UserInformationEndpoint];
        if (Authority.Length > 0)
            return Array.Exists(endpoints, endpoint => endpoint.Length > 0)
                ? "Security:ExternalSignIn：Authority 已含各端点，请删去 AuthorizationEndpoint、TokenEndpoint 与 "
                    + "UserInformationEndpoint。 Authority includes the endpoints: remove them."
                : IsHttpsOrLoopback(Authority) && new Uri(Authority).Query.Length == 0 ? null
                : $"Security:ExternalSignIn:Authority：“{Authority}”应为 https 地址。 It must be an https address.";
        return Array.TrueForAll(endpoints, IsHttpsOrLoopback)
            ? null
            : "Security:ExternalSignIn: AuthorizationEndpoint, TokenEndpoint and UserInformationEndpoint "
                + "must be https addresses.";
    }

    private static bool IsHttpsOrLoopback(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
