using IpMonitor.Tools;

namespace IpMonitor.UnitTests.Tools;

public sealed class EnvironmentCheckTests
{
    [Fact]
    public void A_misspelt_variable_is_unknown_and_a_setting_of_a_section_or_another_program_is_not() =>
        Assert.Equal(["IPM_databse"], EnvironmentCheck.FindUnknown(
            ["PATH", "IPM_databse", "ipm_database", "IPM_Security__Public__0", "IPM"], ["IPM_DATABASE"]));
}
