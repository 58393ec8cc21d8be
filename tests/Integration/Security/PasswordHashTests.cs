using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Verifies the default cost of password hashing; servers of other tests use a lower one.</summary>
public sealed class PasswordHashTests : IDisposable
{
    private readonly string _folder = TestFolder.CreatePath();

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Password_hashing_uses_the_iterations_required_by_ASVS()
    {
        await using var dashboard = Dashboard.Program.Create(
            ["--IPM_LOGS=none", $"--IPM_INGEST_KEY={DashboardServer.Key}", "--data", _folder]);
        var hasher = dashboard.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value;
        Assert.Equal(210_000, hasher.IterationCount);
    }
}
