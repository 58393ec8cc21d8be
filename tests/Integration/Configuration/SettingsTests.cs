using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Configuration;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Security:RequestPerAddress", "9")]
    [InlineData("Live:Limits:Connections", "9")]
    [InlineData("Live:Limit", "9")]
    [InlineData("Accounts:LockoutDuration:Minutes", "9")]
    [InlineData("Review:Rules:0:Hour", "9")]
    [InlineData("Telemetry:Metric", "false")]
    public async Task An_unknown_key_in_a_section_of_ours_refuses_the_start(string key, string value)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => DashboardHost.Start($"--{key}={value}"));
        Assert.Contains(key, exception.Message);
    }

    [Fact]
    public async Task A_former_name_is_accepted()
    {
        await using var server = await DashboardHost.Start(
            "--Live:BeatInterval=00:00:02", "--Doors:Codes=Administrators");
    }

    [Fact]
    public async Task An_unknown_variable_of_ours_is_logged_at_start()
    {
        await using var server = await DashboardHost.Start(
            "--IPM_Databse=Host=nowhere", "--IPM_DATABASE_TLS=any", "--IPM_Security:Public:0=Figures");
        Assert.True(await server.WaitForOutput("There is no setting IPM_Databse; it has no effect"), server.Output);
        Assert.Single(server.Output.Split("There is no setting ").Skip(1));
    }
}
