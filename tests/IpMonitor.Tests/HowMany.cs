namespace IpMonitor.Tests;

/// <summary>The size of a random test: small enough to run each time, or as large as the environment asks for (README.md, settings).</summary>
internal static class HowMany
{
    public static int Of(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var asked) ? asked : otherwise;
}
