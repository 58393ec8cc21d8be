namespace IpMonitor.Dashboard.Http;

/// <summary>Rejects a whole request with an HTTP status and a stable error code.</summary>
internal sealed class RequestRejectedException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
