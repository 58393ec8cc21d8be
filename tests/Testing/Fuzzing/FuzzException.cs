namespace IpMonitor.Testing.Fuzzing;

/// <summary>A wrong response of the server, with the command that reproduces it.</summary>
internal sealed class FuzzException(string message) : InvalidOperationException(message);
