using IpMonitor.Simulation.Runtime;

namespace IpMonitor.IntegrationTests.Simulation;

/// <summary>Checks that the non-public members of Orleans used by the simulated host exist.</summary>
/// <remarks>
/// If a package update breaks this test, the message names the missing member; find its successor in Orleans' source
/// and change <see cref="OrleansInternals"/>. If only the version changed, compare
/// <c>ActivationData.MayInvokeRequest</c> and
/// <c>InsideRuntimeClient.SendRequest</c> with <see cref="RequestGate"/> and <see cref="SimulatedSilo"/>, then set the
/// version.
/// </remarks>
public sealed class OrleansInternalsTests
{
    [Fact]
    public void Every_internal_member_exists_in_the_referenced_version()
    {
        OrleansInternals.Verify();
        Assert.NotNull(OrleansServices.Shared.CreateTimerRegistry(TimeProvider.System));
        Assert.StartsWith("10.4.2", FileVersion());
    }

    private static string FileVersion() =>
        System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion ?? "";
}
