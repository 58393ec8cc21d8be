using IpMonitor.Dashboard.Configuration;
using IpMonitor.Silo.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace IpMonitor.UnitTests.Configuration;

public sealed class RenamedSettingsTests
{
    [Theory]
    [InlineData("Doors:RequestsAnAddress", "Security:RequestsPerAddress")]
    [InlineData("Doors:Proxies:0", "Security:TrustedProxies:0")]
    [InlineData("doors:office:clientsecret", "Security:ExternalSignIn:ClientSecret")]
    [InlineData("Accounts:MostFailures", "Accounts:MaxFailedAttempts")]
    [InlineData("Live:BeatInterval", "Live:HeartbeatInterval")]
    public void A_value_under_the_former_name_is_read(string former, string current) =>
        Assert.Equal("7", Apply((former, "7"))[current]);

    [Fact]
    public void The_same_value_under_both_names_is_accepted() =>
        Assert.Equal("7", Apply(
            ("Intake:MostReports", "7"),
            ("Ingestion:MaxConcurrentReports", "7"))["Ingestion:MaxConcurrentReports"]);

    [Theory]
    [InlineData("Doors:PlainHttp", "true", "Security:AllowPlainHttp", "false")]
    [InlineData("Doors:Proxies:1", "10.0.0.1", "Security:TrustedProxies:0", "10.0.0.1")]
    public void Different_values_under_both_names_are_rejected(
        string former, string value, string current, string other)
    {
        var exception = Assert.Throws<StartupException>(() => Apply((former, value), (current, other)));
        Assert.StartsWith(former.TrimEnd(':', '1'), exception.Message);
    }

    [Theory]
    [InlineData("Doors:RequestsPerAddress")]
    [InlineData("Doors:Office:Secret")]
    [InlineData("Desk:Sources")]
    public void An_unknown_key_in_a_former_section_is_rejected(string key)
    {
        var exception = Assert.Throws<StartupException>(() => Apply((key, "1")));
        Assert.StartsWith(key, exception.Message);
    }

    [Fact]
    public void An_empty_value_counts_as_none() =>
        Assert.Equal("new", Apply(
            ("Doors:KeyRing", ""),
            ("Security:KeyRingDirectory", "new"))["Security:KeyRingDirectory"]);

    private static ConfigurationManager Apply(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(pair => pair.Key, string? (pair) => pair.Value));
        RenamedSettings.AddRenamedSettings(builder);
        return builder.Configuration;
    }
}
