namespace IpMonitor.IntegrationTests;

/// <summary>
/// The size of a random test: small enough to run each time, or as large as the environment asks for (README.md,
/// settings).
/// </summary>
internal static class RunSize
{
    public static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var asked) ? asked : otherwise;
}
