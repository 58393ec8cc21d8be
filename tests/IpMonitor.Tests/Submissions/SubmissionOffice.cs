using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Tests.Doors;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Submissions;

/// <summary>A server with an administrator, a clerk and a reviewer.</summary>
public abstract class SubmissionOffice : IAsyncLifetime
{
    private Desk _clerk = null!;
    private Desk _reviewer = null!;

    private protected DashboardServer Server { get; private set; } = null!;

    private protected Desk Admin { get; private set; } = null!;

    protected HttpClient Clerk => _clerk.Http;

    protected HttpClient Reviewer => _reviewer.Http;

    public async ValueTask InitializeAsync()
    {
        Server = await Start();
        Admin = await Desk.Admin(Server);
        _clerk = await Admin.Settle(Server, "clerk", "province");
        _reviewer = await Admin.Settle(Server, "reviewer", "reviewer");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var desk in (Desk[])[Admin, _clerk, _reviewer]) desk.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual async Task<DashboardServer> Start() => await DashboardHost.StartPrivate();

    protected static object Row(string city, int value) => new { city, metric = "pledge.count", value, date = "2025-04-01" };

    protected async Task<JsonElement> Until(string id, string state)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(40); ; await Task.Delay(50))
        {
            var submission = await Clerk.Get($"/api/v1/submissions/{id}");
            if (submission.GetProperty("state").GetString() == state) return submission;
            if (DateTime.UtcNow > deadline) Assert.Fail($"It is not {state}: {submission}");
        }
    }

    protected static async Task<JsonElement> Done(HttpClient who, string path, object? body = null)
    {
        using var answer = await who.PostAsJsonAsync($"/api/v1/submissions{path}", body ?? new { });
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Json();
    }

    protected static async Task<(int, string?)> Refused(HttpClient who, string path, object? body = null)
    {
        using var answer = await who.PostAsJsonAsync($"/api/v1/submissions{path}", body ?? new { });
        return await answer.Problem();
    }
}
