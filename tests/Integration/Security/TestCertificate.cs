using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A new certificate for a loopback address in its own folder, as an operator would install one.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;

    public TestCertificate() => Renew();

    public string Path => System.IO.Path.Combine(_folder, "server.pem");

    public string KeyPath => System.IO.Path.Combine(_folder, "server.key");

    public string Thumbprint { get; private set; } = "";

    public string[] Settings =>
        [$"--Kestrel:Certificates:Default:Path={Path}", $"--Kestrel:Certificates:Default:KeyPath={KeyPath}"];

    /// <summary>Trusts the current certificate only.</summary>
    public bool IsTrusted(
        object sender,
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors) => certificate?.GetCertHashString() == Thumbprint;

    /// <summary>Replaces the certificate, the key first.</summary>
    public void Renew()
    {
        using var created = Create();
        File.WriteAllText(KeyPath, created.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path, created.ExportCertificatePem());
        Thumbprint = created.Thumbprint;
    }

    /// <summary>Creates a PFX file with the certificate and its key.</summary>
    public string CreatePfx(string password)
    {
        using var pair = X509Certificate2.CreateFromPemFile(Path, KeyPath);
        var file = System.IO.Path.Combine(_folder, "server.pfx");
        File.WriteAllBytes(file, pair.Export(X509ContentType.Pfx, password));
        return file;
    }

    /// <summary>
    /// Connects to a server with the given protocols and cipher suites and returns the negotiated ones.
    /// </summary>
    public static async Task<(SslProtocols Protocol, TlsCipherSuite Suite, string Thumbprint)> Handshake(
        Uri server, SslProtocols can = SslProtocols.None, CipherSuitesPolicy? suites = null)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, server.Port);
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = can,
            CipherSuitesPolicy = suites,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        return (tls.SslProtocol, tls.NegotiatedCipherSuite, tls.RemoteCertificate!.GetCertHashString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ipmonitor.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
