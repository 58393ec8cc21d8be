using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// How visitors reach the server (OWASP ASVS 5.0, V12): by TLS, its own or that of a named proxy. Plain HTTP is for the same
/// machine, unless the office decides otherwise. Certificates are Kestrel's to read and to renew (<c>Kestrel:Certificates</c>).
/// </summary>
internal static partial class TransportSecurity
{
    // No file of the client's may be loaded either, so it stands alone.
    private static readonly string HttpsRequiredPage = $$"""
        <!doctype html>
        <html lang="zh-CN">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>请改用 HTTPS</title>
        <style>:root { color-scheme: light dark } body { font: 1.125rem/1.8 sans-serif; max-width: 34em; margin: 20vh auto; padding: 0 1.5rem } h1 { font-size: 1.5rem }</style>
        <h1>请改用加密连接</h1>
        <p>{{MessageFormatter.Format("tls_required", [], ResponseLanguage.Chinese)}}</p>
        <p lang="en">{{MessageFormatter.Format("tls_required", [], ResponseLanguage.English)}}</p>
        """;

    private static readonly PathString[] Probes = ["/health/live", "/health/ready"];

    public static void AddTransportSecurity(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (OperatingSystem.IsWindows()) return; // Its suites are the system's.
        var suites = new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ]);
        https.OnAuthenticate = (_, tls) => tls.CipherSuitesPolicy = suites;
    }));

    public static void UseTransportSecurity(this WebApplication app)
    {
        var doors = app.Services.GetRequiredService<IOptions<SecurityOptions>>().Value;
        if (doors.TrustedProxies.Length > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            // This machine's own addresses are believed to begin with; here only what is named is.
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in doors.TrustedProxies)
            {
                if (System.Net.IPNetwork.TryParse(proxy, out var network)) forwarded.KnownIPNetworks.Add(network);
                else forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
            }
            app.UseForwardedHeaders(forwarded);
        }
        if (!doors.AllowPlainHttp) app.Use((context, next) => IsAllowed(context) ? next(context) : CreateProblem(context.Request).ExecuteAsync(context));
        app.Lifetime.ApplicationStarted.Register(() => LogWarnings(app, doors));
    }

    // Probes ask from outside a container and are answered one word; health details are not for the network.
    private static bool IsAllowed(HttpContext context) =>
        context.Request.IsHttps || CurrentUser.IsLocal(context) || Probes.Contains(context.Request.Path);

    private static IResult CreateProblem(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        ? Results.Text(HttpsRequiredPage, "text/html", statusCode: 403)
        : Problems.Create(403, "tls_required");

    private static void LogWarnings(WebApplication app, SecurityOptions doors)
    {
        if (doors.AllowPlainHttp) LogPlainHttp(app.Logger);
        var hosts = (app.Configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if ((hosts is [] || hosts.Contains("*")) && app.Urls.FirstOrDefault(IsExternal) is { } address) LogAnyHost(app.Logger, address);
    }

    private static bool IsExternal(string address) =>
        BindingAddress.Parse(address) is { IsUnixPipe: false, IsNamedPipe: false, Host: not "localhost" and var host } && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Security:AllowPlainHttp：向所有人提供明文 HTTP，途中可被窃听：只宜用于封闭网络。 Plain HTTP is served to everybody.")]
    private static partial void LogPlainHttp(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "AllowedHosts：{Address} 以任何主机名都可访问：请设为对外的域名。 Any host name is answered: set it to the one in use.")]
    private static partial void LogAnyHost(ILogger log, string address);
}
