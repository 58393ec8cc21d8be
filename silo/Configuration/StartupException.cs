namespace IpMonitor.Silo.Configuration;

/// <summary>A refusal to start that the operator can correct, in Chinese and English on one line.</summary>
public sealed class StartupException(string message, Exception? cause = null)
    : Exception(message.ReplaceLineEndings(" "), cause);
