using IpMonitor.Dashboard.Logging;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Configuration;

namespace IpMonitor.UnitTests.Logging;

/// <summary>Tests of the levels under their former name, <c>Logging:LogLevel</c>.</summary>
public sealed class LegacyLogLevelsTests
{
    [Theory]
    [InlineData("Default", "Warning", "Serilog:MinimumLevel:Default", "Warning")]
    [InlineData("default", "information", "Serilog:MinimumLevel:Default", "Information")]
    [InlineData("IpMonitor.Silo", "0", "Serilog:MinimumLevel:Override:IpMonitor.Silo", "Verbose")]
    [InlineData("IpMonitor.Silo", "None", "Serilog:MinimumLevel:Override:IpMonitor.Silo", "Fatal")]
    public void A_level_is_read(string category, string level, string target, string expected)
    {
        var configuration = With([new($"Logging:LogLevel:{category}", level)]);
        Assert.True(LegacyLogLevels.Translate(configuration));
        Assert.Equal(expected, configuration[target]);
    }

    [Fact]
    public void A_level_under_the_new_name_wins()
    {
        var configuration =
            With([new("Logging:LogLevel:Default", "Error"), new("Serilog:MinimumLevel:Default", "Debug")]);
        Assert.True(LegacyLogLevels.Translate(configuration));
        Assert.Equal("Debug", configuration["Serilog:MinimumLevel:Default"]);
    }

    [Fact]
    public void Without_levels_nothing_changes() => Assert.False(LegacyLogLevels.Translate(With([])));

    [Fact]
    public void An_unknown_level_is_refused_by_its_key()
    {
        var exception = Assert.Throws<StartupException>(
            () => LegacyLogLevels.Translate(With([new("Logging:LogLevel:Default", "loud")])));
        Assert.Contains("Logging:LogLevel:Default", exception.Message);
    }

    private static ConfigurationManager With(KeyValuePair<string, string?>[] values)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(values);
        return configuration;
    }
}
