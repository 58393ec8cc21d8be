namespace IpMonitor.IntegrationTests;

/// <summary>Requirements of a test on the machine.</summary>
internal static class Prerequisite
{
    /// <summary>Skips the test if something is missing and states it; fails instead with CI=true.</summary>
    public static void SkipIfMissing(string? missing)
    {
        if (missing is null) return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
        Assert.Skip(missing);
    }
}
