namespace IpMonitor.IntegrationTests;

/// <summary>Size of a random test: small by default, larger by environment variables (README.md, settings).</summary>
internal static class RunSize
{
    public static int FromEnvironment(string name, int defaultSize) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var size) ? size : defaultSize;
}
