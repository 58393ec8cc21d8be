using Microsoft.AspNetCore.Http.Metadata;

namespace IpMonitor.Dashboard.Security;

/// <summary>
/// How long a body may be. What says nothing of its own takes little, so that nobody, signed in or not, fills the memory with
/// words that are only to be refused.
/// </summary>
internal sealed record BodySizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata
{
    private const long DefaultBytes = 256 * 1024;

    public static BodySizeLimit FromMegabytes(int most) => new(most * 1024L * 1024);

    public static void ConfigureDefault(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = DefaultBytes);
}
