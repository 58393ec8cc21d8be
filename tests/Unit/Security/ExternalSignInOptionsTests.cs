using IpMonitor.Dashboard.Security;

namespace IpMonitor.UnitTests.Security;

/// <summary>Settings of the external provider that are refused at start.</summary>
public sealed class ExternalSignInOptionsTests
{
    [Theory]
    [InlineData("https://id.example.gov.cn/realms/office", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1:8080/realms/office", true)]
    [InlineData("http://id.example.gov.cn", false)]
    [InlineData("id.example.gov.cn", false)]
    [InlineData("/realms/office", false)]
    [InlineData("file:///realms/office", false)]
    [InlineData("ftp://localhost/office", false)]
    [InlineData("https://id.example.gov.cn/?realm=office", false)]
    public void The_authority_must_be_an_https_address(string authority, bool isValid) =>
        Assert.Equal(isValid, Create(authority).Validate() is null);

    [Fact]
    public void An_authority_and_endpoints_exclude_each_other()
    {
        var options = Create("https://id.example.gov.cn");
        options.TokenEndpoint = "https://id.example.gov.cn/token";
        Assert.Contains("Authority", options.Validate());
        options.Authority = "";
        Assert.Contains("AuthorizationEndpoint", options.Validate());
        options.AuthorizationEndpoint = "https://id.example.gov.cn/authorize";
        options.UserInformationEndpoint = "https://id.example.gov.cn/user?format=json";
        Assert.Null(options.Validate());
    }

    [Theory]
    [InlineData("", "between-servers")]
    [InlineData("ipmonitor", "")]
    public void Client_id_and_secret_are_needed(string clientId, string clientSecret)
    {
        var options = Create("https://id.example.gov.cn");
        (options.ClientId, options.ClientSecret) = (clientId, clientSecret);
        Assert.Contains("ClientSecret", options.Validate());
    }

    private static ExternalSignInOptions Create(string authority) =>
        new() { Authority = authority, ClientId = "ipmonitor", ClientSecret = "between-servers" };
}
