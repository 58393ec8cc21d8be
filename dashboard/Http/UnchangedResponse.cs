namespace IpMonitor.Dashboard.Http;

/// <summary>Tells the client that a request changed nothing, because the state was there already.</summary>
internal static class UnchangedResponse
{
    /// <summary>Name of the response header; its value is <c>true</c>.</summary>
    public const string Header = "Unchanged";

    /// <summary>Adds the header.</summary>
    public static void Mark(HttpContext context) => context.Response.Headers[Header] = "true";
}
