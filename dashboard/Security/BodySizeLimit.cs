using Microsoft.AspNetCore.Http.Metadata;

namespace IpMonitor.Dashboard.Security;

/// <summary>Endpoint metadata that raises the maximum size of a request body.</summary>
/// <remarks>The default is small, so that requests that will be refused cannot fill the memory.</remarks>
internal sealed record BodySizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata
{
    private const long DefaultBytes = 256 * 1024;

    /// <summary>Creates a limit in units of 1,048,576 bytes.</summary>
    public static BodySizeLimit FromMegabytes(int megabytes) => new(megabytes * 1024L * 1024);

    /// <summary>Sets the limit of endpoints without this metadata.</summary>
    public static void ConfigureDefault(WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = DefaultBytes);
}
