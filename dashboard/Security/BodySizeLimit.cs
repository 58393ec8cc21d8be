using Microsoft.AspNetCore.Http.Metadata;

namespace IpMonitor.Dashboard.Security;

/// <summary>Endpoint metadata that raises the maximum size of a request body.</summary>
/// <remarks>The default is small, so that requests that will be refused cannot fill the memory.</remarks>
/// <param name="MaxRequestBodySize">The maximum size in bytes.</param>
/// <param name="IsStreamed">
/// Whether the endpoint reads the body itself, within its own limits of memory; otherwise it is received before.
/// </param>
internal sealed record BodySizeLimit(long? MaxRequestBodySize, bool IsStreamed = false) : IRequestSizeLimitMetadata
{
    /// <summary>The largest body in MB that is received before its endpoint.</summary>
    public const int MaxBufferedMegabytes = 8;

    private const long DefaultBytes = 256 * 1024;

    /// <summary>Creates a limit in units of 1,048,576 bytes, at most <see cref="MaxBufferedMegabytes"/>.</summary>
    public static BodySizeLimit FromMegabytes(int megabytes) => new(megabytes * 1024L * 1024);

    /// <summary>Creates the limit of an endpoint that reads the body itself.</summary>
    public static BodySizeLimit Streamed(int megabytes) => new(megabytes * 1024L * 1024, IsStreamed: true);

    /// <summary>Sets the limit of endpoints without this metadata.</summary>
    public static void ConfigureDefault(WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = DefaultBytes);
}
