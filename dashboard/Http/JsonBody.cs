namespace IpMonitor.Dashboard.Http;

/// <summary>Endpoint metadata that names the type of a JSON body that the endpoint reads without binding.</summary>
/// <remarks>Bound parameters add Accepts metadata instead.</remarks>
internal sealed record JsonBody(Type Type);
