using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>The notice that no state secrets may be entered: its text can be changed, not removed.</summary>
public sealed class NoticeTests
{
    [Fact]
    public async Task Anonymous_callers_receive_the_text_of_the_office_and_a_blank_one_means_the_default()
    {
        await using var server = await DashboardHost.StartPrivate(
            "--Security:Notice= 内部系统，严禁录入国家秘密 ", "--Security:NoticeEn= ");
        using var client = new HttpClient { BaseAddress = server.Address };
        var session = await client.GetJson("/api/v1/session");
        Assert.Equal("内部系统，严禁录入国家秘密", session.GetProperty("notice").GetString());
        // The pages contain the default.
        Assert.False(session.TryGetProperty("noticeEn", out _));
    }

    [Fact]
    public async Task A_notice_that_does_not_fit_a_line_refuses_the_start()
    {
        foreach (var text in (string[])[new('密', 201), "两\n行"])
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(
                () => DashboardHost.Start($"--Security:Notice={text}"));
            Assert.Contains("Security:Notice", exception.Message);
        }
    }
}
