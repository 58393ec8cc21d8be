namespace IpMonitor.Dashboard.Operations;

/// <summary>Declares the security of operations where they are mapped.</summary>
/// <remarks>A test fails for an endpoint without a declaration. Guards read the metadata, never the path.</remarks>
internal static class OperationConventions
{
    /// <summary>Declares an operation that changes nothing.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OperationMetadata(ChangesState: false, []));

    /// <summary>Declares an operation that changes state and writes an entry to the audit log.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="auditActions">The actions that it may write.</param>
    public static TBuilder Changes<TBuilder>(this TBuilder endpoint, params string[] auditActions)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OperationMetadata(ChangesState: true, [.. auditActions]));

    /// <summary>Declares an operation that changes state without an entry in the audit log.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="reason">Why no entry is written.</param>
    public static TBuilder ChangesUnaudited<TBuilder>(this TBuilder endpoint, string reason)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OperationMetadata(ChangesState: true, [], reason));

    /// <summary>Refuses cross-origin requests of any method, such as those that open a live connection.</summary>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new SameOriginMetadata());

    /// <summary>Serves plain HTTP to other machines: probes of containers, whose responses contain no data.</summary>
    public static TBuilder AllowPlainHttp<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new PlainHttpMetadata());

    /// <summary>Returns metadata of the endpoint of a request; null if it has none or no endpoint matches.</summary>
    public static T? GetOperationMetadata<T>(this HttpContext context) where T : class =>
        context.GetEndpoint()?.Metadata.GetMetadata<T>();
}
