using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>A server with an administrator, a clerk and a reviewer.</summary>
public abstract class SubmissionServerTests : IAsyncLifetime
{
    private ApiClient _clerk = null!;
    private ApiClient _reviewer = null!;

    private protected DashboardServer Server { get; private set; } = null!;

    private protected ApiClient Admin { get; private set; } = null!;

    protected HttpClient Clerk => _clerk.Http;

    protected HttpClient Reviewer => _reviewer.Http;

    public async ValueTask InitializeAsync()
    {
        Server = await Start();
        Admin = await ApiClient.CreateAdmin(Server);
        _clerk = await Admin.CreateAccountAndSignIn(Server, "clerk", "province");
        _reviewer = await Admin.CreateAccountAndSignIn(Server, "reviewer", "reviewer");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (ApiClient[])[Admin, _clerk, _reviewer]) client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual async Task<DashboardServer> Start() => await DashboardHost.StartPrivate();

    protected static object Row(string city, int value) =>
        new { city, metric = "pledge.count", value, date = "2025-04-01" };

    protected async Task<JsonElement> WaitForState(string id, string state)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(40); ; await Task.Delay(50))
        {
            var submission = await Clerk.GetJson($"/api/v1/submissions/{id}");
            if (submission.GetProperty("state").GetString() == state) return submission;
            if (DateTime.UtcNow > deadline) Assert.Fail($"It is not {state}: {submission}");
        }
    }

    protected static async Task<JsonElement> PostAccepted(HttpClient sender, string path, object? body = null)
    {
        using var response = await PostLatest(sender, path, body);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.ReadJson();
    }

    protected static async Task<(int, string?)> PostRefused(HttpClient sender, string path, object? body = null)
    {
        using var response = await PostLatest(sender, path, body);
        return await response.ReadProblem();
    }

    protected static Task<HttpResponseMessage> Post(HttpClient sender, string path, object body) =>
        sender.PostAsJsonAsync($"/api/v1/submissions{path}", body);

    // Adds the latest version to an action, as a user who has just read the submission.
    private static async Task<HttpResponseMessage> PostLatest(HttpClient sender, string path, object? body)
    {
        if (path.Length == 0) return await Post(sender, path, body ?? new { });
        using var read = await sender.GetAsync($"/api/v1/submissions{path[..path.LastIndexOf('/')]}");
        var action = JsonSerializer.SerializeToNode(body ?? new { })!;
        action["version"] = read.IsSuccessStatusCode ? (await read.ReadJson()).GetProperty("version").GetInt32() : 0;
        return await Post(sender, path, action);
    }
}
