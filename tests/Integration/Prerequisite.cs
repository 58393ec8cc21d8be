namespace IpMonitor.IntegrationTests;

/// <summary>What a test needs of the machine.</summary>
internal static class Prerequisite
{
    /// <summary>Skips the test where something is missing, and says what; with CI=true it fails instead.</summary>
    public static void SkipIfMissing(string? missing)
    {
        if (missing is null) return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
        Assert.Skip(missing);
    }
}
