using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// Requires TLS, terminated by this server or a trusted proxy, for requests from other machines (OWASP ASVS 5.0,
/// V12), unless <c>Security:AllowPlainHttp</c> is set. Kestrel loads and renews the certificates
/// (<c>Kestrel:Certificates</c>).
/// </summary>
internal static partial class TransportSecurity
{
    // The client's files are refused as well, so the page includes its style.
    private static readonly string HttpsRequiredPage = $$"""
        <!doctype html>
        <html lang="zh-CN">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>请改用 HTTPS</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1.125rem/1.8 sans-serif; max-width: 34em; margin: 20vh auto; padding: 0 1.5rem }
        h1 { font-size: 1.5rem }
        </style>
        <h1>请改用加密连接</h1>
        <p>{{MessageFormatter.Format("tls_required", [], ResponseLanguage.Chinese)}}</p>
        <p lang="en">{{MessageFormatter.Format("tls_required", [], ResponseLanguage.English)}}</p>
        """;

    private static readonly TlsCipherSuite[] CipherSuites =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];

    /// <summary>Limits protocols to TLS 1.2 and 1.3, and the cipher suites except on Windows.</summary>
    public static void AddTransportSecurity(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            if (OperatingSystem.IsWindows()) return; // Windows selects cipher suites by system policy.
            var policy = new CipherSuitesPolicy(CipherSuites);
            https.OnAuthenticate = (_, tls) => tls.CipherSuitesPolicy = policy;
        }));

    /// <summary>Applies forwarded headers of trusted proxies and refuses plain HTTP from other machines.</summary>
    public static void UseTransportSecurity(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<SecurityOptions>>().Value;
        if (options.TrustedProxies.Length > 0)
        {
            app.Use(IgnoreWrongPrefix);
            app.UseForwardedHeaders(CreateForwardedHeaders(options, GetAllowedHosts(app)));
        }
        if (options.PublicOrigins.Length > 0)
        {
            var origins = Array.ConvertAll(options.PublicOrigins, origin => new Uri(origin));
            app.Use((context, next) =>
            {
                ApplyPublicOrigin(context.Request, origins);
                return next(context);
            });
        }
        if (!options.AllowPlainHttp)
            app.Use((context, next) =>
                IsAllowed(context) ? next(context) : CreateProblem(context.Request).ExecuteAsync(context));
        app.Lifetime.ApplicationStarted.Register(() => LogWarnings(app, options));
    }

    // The prefix becomes part of addresses in pages and of the path of cookies.
    private static Task IgnoreWrongPrefix(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (!PathPrefix().IsMatch(headers[ForwardedHeadersDefaults.XForwardedPrefixHeaderName].ToString()))
            headers.Remove(ForwardedHeadersDefaults.XForwardedPrefixHeaderName);
        return next(context);
    }

    [GeneratedRegex("^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$")]
    private static partial Regex PathPrefix();

    private static ForwardedHeadersOptions CreateForwardedHeaders(SecurityOptions options, string[] hosts)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.All,
            AllowedHosts = hosts.Contains("*") ? [] : hosts,
        };
        // The defaults trust the loopback addresses.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.TrustedProxies)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network)) forwarded.KnownIPNetworks.Add(network);
            else forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
        }
        return forwarded;
    }

    /// <summary>Returns true if a trusted proxy forwarded the request.</summary>
    public static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName)
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName);

    /// <summary>Returns true if a trusted proxy or a setting told the host that the browser uses.</summary>
    public static bool HasForwardedHost(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalHostHeaderName);

    // A proxy may pass its own name of this server, or the host without its port.
    private static void ApplyPublicOrigin(HttpRequest request, Uri[] origins)
    {
        if (!IsForwarded(request) || HasForwardedHost(request)) return;
        var origin = Array.Find(origins, origin => origin.Host == request.Host.Host) ?? origins[0];
        request.Headers[ForwardedHeadersDefaults.XOriginalHostHeaderName] = request.Host.ToString();
        (request.Scheme, request.Host) = (origin.Scheme, new(origin.Authority));
    }

    private static bool IsAllowed(HttpContext context) =>
        context.Request.IsHttps || CurrentUser.IsLocal(context)
        || context.GetOperationMetadata<PlainHttpMetadata>() is not null;

    private static IResult CreateProblem(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.Text(HttpsRequiredPage, "text/html", statusCode: 403)
            : ProblemResults.Create(403, "tls_required");

    private static void LogWarnings(WebApplication app, SecurityOptions options)
    {
        if (options.AllowPlainHttp) LogPlainHttp(app.Logger);
        if (GetAllowedHosts(app).Contains("*") && app.Urls.FirstOrDefault(IsExternal) is { } address)
            LogAnyHost(app.Logger, address);
    }

    private static string[] GetAllowedHosts(WebApplication app) =>
        (app.Configuration["AllowedHosts"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } hosts
            ? hosts
            : ["*"];

    private static bool IsExternal(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding is { IsUnixPipe: false, IsNamedPipe: false, Host: not "localhost" }
            && !(IPAddress.TryParse(binding.Host, out var ip) && IPAddress.IsLoopback(ip));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Security:AllowPlainHttp：向所有人提供明文 HTTP，途中可被窃听：只宜用于封闭网络。 "
            + "Plain HTTP is served to all clients and can be read in transit; use it in closed networks only.")]
    private static partial void LogPlainHttp(ILogger log);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "AllowedHosts：{Address} 以任何主机名都可访问：请设为对外的域名。 "
            + "Any host name is accepted; set it to the public one.")]
    private static partial void LogAnyHost(ILogger log, string address);
}
