using System.Net.Security;

namespace IpMonitor.Testing.Hosting;

/// <summary>Options of a test dashboard.</summary>
internal sealed record TestServerOptions
{
    /// <summary>Whether the pages are public; false if every page requires an account.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>Whether the ingest key and the administrator are preset.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>Whether it listens on all network addresses.</summary>
    public bool IsExposed { get; init; }

    /// <summary>The certificate check of the clients of a server that is reached by TLS.</summary>
    public RemoteCertificateValidationCallback? Trust { get; init; }

    /// <summary>The time that the server's clock shows at its start; null for the current time.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Further command-line arguments.</summary>
    public string[] Arguments { get; init; } = [];
}
