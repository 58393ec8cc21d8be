using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>
/// Tries every operation and topic as every role and anonymously, for the own and another city, with a stale session, a
/// stale version and twice.
/// </summary>
public sealed class AccessMatrixTests(AccessMatrixFixture fixture) : IClassFixture<AccessMatrixFixture>
{
    private const string OwnCity = "370300";
    private const string OtherCity = "370100";

    private Dictionary<string, ApiClient> Clients => fixture.Clients;

    [Fact]
    public async Task Every_operation_is_allowed_for_its_roles_only()
    {
        Assert.Equal(Roles.All.Append(AccessMatrix.Anonymous).Order(), Clients.Keys.Order());
        var described = (await Clients[Roles.Province].Http.GetJson("/openapi/v1.json"))
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(
                path => path.Value.EnumerateObject().Select(operation =>
                    $"{operation.Name.ToUpperInvariant()} {path.Name}")).Order().ToList();
        Assert.Equal(AccessMatrix.Operations.Keys.Order(), described);

        await fixture.SignInAgain();
        var faults = new List<string>();
        // Signing out ends the session, so it comes last.
        foreach (var (operation, allowedRoles) in AccessMatrix.Operations.OrderBy(
            rule => rule.Key == "DELETE /api/v1/session"))
            foreach (var (role, client) in Clients)
            {
                var (status, _) = await Call(client, operation);
                var isAsExpected = allowedRoles.Contains(role)
                    ? status is not (401 or 403)
                    : role is AccessMatrix.Anonymous ? status == 401 : status is 401 or 403;
                // An empty sign-in is refused with 401 too.
                if (!isAsExpected
                    && !(operation == "POST /api/v1/session"
                        && status == 401)) faults.Add($"{operation} as {role}: {status}");
            }
        await fixture.SignInAgain();
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_workbook_is_allowed_to_those_who_may_read_its_JSON()
    {
        await fixture.SignInAgain();
        var workbooks = (await Clients[Roles.Province].Http.GetJson("/openapi/v1.json"))
            .GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out var read)
                && read.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(item => item.GetProperty("name").GetString() == "format"))
            .Select(path => $"GET {path.Name}").ToList();
        Assert.Contains("GET /api/v1/audit", workbooks);
        Assert.True(workbooks.Count > 20, string.Join('\n', workbooks));
        var faults = new List<string>();
        foreach (var operation in workbooks)
            foreach (var (role, client) in Clients)
            {
                var (json, _) = await Call(client, operation, city: OtherCity);
                var (workbook, _) = await Call(client, operation, city: OtherCity, more: "&format=xlsx");
                if ((json is 401 or 403) ? workbook != json : workbook is 401 or 403 or >= 500)
                    faults.Add($"{operation} as {role}: {json}, as a workbook {workbook}");
            }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task With_a_stale_session_no_sensitive_operation_is_executed()
    {
        await fixture.SignInAgain();
        var clock = fixture.Server.Clock;
        clock.AdvanceTo(clock.GetUtcNow().AddMinutes(6));
        var before = await Clients[Roles.Province].Http.GetStringAsync("/api/v1/audit");
        var faults = new List<string>();
        foreach (var operation in AccessMatrix.Reauthenticated)
            foreach (var role in AccessMatrix.Operations[operation].Except([Roles.Bootstrap]))
                if (await Call(Clients[role], operation, ValidBodyOf(operation)) is var (status, code)
                    && (status, code) != (403, "proof_needed"))
                    faults.Add($"{operation} as {role}: {status} {code}");
        Assert.Equal(before, await Clients[Roles.Province].Http.GetStringAsync("/api/v1/audit"));
        await fixture.SignInAgain();
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_bureau_reaches_submissions_and_events_of_its_own_city_only()
    {
        await fixture.SignInAgain();
        var id = $"jinan-{Guid.NewGuid():N}";
        await CreateSubmission(fixture.OtherBureau, id, OtherCity);
        var faults = new List<string>();
        foreach (var (operation, allowedRoles) in AccessMatrix.Operations)
        {
            if (!allowedRoles.Contains(Roles.Bureau) || !HasCity(operation)) continue;
            var (status, code) = await Call(
                Clients[Roles.Bureau], operation, """{"version":2,"reason":"请改"}""", id, OtherCity);
            var isRefused = (status, code) is (403, "city_not_yours") or (404, "submission_unknown");
            if (isRefused != AccessMatrix.OwnCityOnly.Contains(operation)) faults.Add($"{operation}: {status} {code}");
        }
        Assert.Empty(faults);
        using var created = await Clients[Roles.Bureau].Http.PostAsJsonAsync(
            "/api/v1/submissions", new { title = "四月", rows = new[] { Row(OtherCity) } });
        Assert.Equal((422, "rows_invalid"), await created.ReadProblem());

        static bool HasCity(string operation) =>
            operation.Contains("{code}/corrections", StringComparison.Ordinal)
            || operation.StartsWith("GET /api/v1/events", StringComparison.Ordinal)
                && !operation.EndsWith("/history", StringComparison.Ordinal)
            || operation.Contains("/submissions/{id}", StringComparison.Ordinal)
            || operation is "GET /api/v1/cities/{code}" or "GET /api/v1/cities/{code}/units";
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        await fixture.SignInAgain();
        foreach (var (operation, body) in AccessMatrix.StaleBodies)
        {
            var id = $"stale-{Guid.NewGuid():N}";
            if (operation.Contains("/submissions/", StringComparison.Ordinal))
            {
                await CreateSubmission(Clients[Roles.Bureau], id, OwnCity);
                if (operation.EndsWith("publish", StringComparison.Ordinal)
                    || operation.EndsWith("return", StringComparison.Ordinal))
                    Assert.Equal(
                        200, (await Call(Clients[Roles.Bureau], "POST /api/v1/submissions/{id}/submit",
                            """{"version":2}""", id)).Status);
            }
            else if (operation.Contains("/screens/", StringComparison.Ordinal)) id = fixture.Screen;
            var role = AccessMatrix.Operations[operation].Contains(Roles.Bureau) ? Roles.Bureau : Roles.Province;
            var (status, code) = await Call(Clients[role], operation, body, id);
            Assert.Equal((operation, 409), (operation, status));
            Assert.EndsWith("_changed", code);
        }
    }

    [Fact]
    public async Task A_repeated_change_succeeds_without_effect_or_is_refused()
    {
        await fixture.SignInAgain();
        var (province, bureau) = (Clients[Roles.Province], Clients[Roles.Bureau]);
        await province.CreateAccount("repeated", "auditor");
        using var issued = await province.Http.PostAsJsonAsync(
            "/api/v1/keys", new { name = "二次", sources = new[] { "s" }, cities = Array.Empty<string>() });
        var key = (await issued.ReadJson()).GetProperty("key").GetProperty("id").GetString()!;
        var (screen, screenId) = await province.PairScreen();
        screen.Dispose();
        var id = $"twice-{Guid.NewGuid():N}";
        await CreateSubmission(bureau, id, OwnCity);
        foreach (var (operation, client, body, named, first, second) in
            ((string, ApiClient, string, string, int, int)[])[
                ("POST /api/v1/accounts", province,
                    """{"name":"repeated","title":"甲","role":"auditor"}""", "", 422, 422),
                ("PUT /api/v1/accounts/{name}", province, """{"title":"乙","role":"auditor"}""", "repeated", 200, 200),
                ("DELETE /api/v1/accounts/{name}/sessions", province, "{}", "repeated", 200, 200),
                ("DELETE /api/v1/keys/{id}", province, "{}", key, 204, 404),
                ("DELETE /api/v1/screens/{id}", province, "{}", screenId, 204, 404),
                ("POST /api/v1/submissions/{id}/submit", bureau, """{"version":2}""", id, 200, 200),
                ("POST /api/v1/submissions/{id}/undo", bureau, """{"version":3,"reason":"请改"}""", id, 200, 200),
            ])
        {
            Assert.Equal((operation, first), (operation, (await Call(client, operation, body, named)).Status));
            Assert.Equal((operation, second), (operation, (await Call(client, operation, body, named)).Status));
        }
    }

    [Fact]
    public void Every_endpoint_declares_who_may_and_what_it_changes()
    {
        var faults = new List<string>();
        foreach (var (operation, endpoint) in Endpoints())
        {
            var metadata = endpoint.Metadata;
            if (metadata.GetMetadata<IAllowAnonymous>() is null && metadata.GetMetadata<IAuthorizeData>() is null)
                faults.Add($"{operation} declares no caller.");
            if (metadata.GetMetadata<OperationMetadata>() is not { } declared)
            {
                faults.Add($"{operation} does not declare what it changes: call Reads or Changes.");
                continue;
            }
            if (!AccessMatrix.Operations.ContainsKey(operation)) continue;
            var isSafe = operation.StartsWith("GET ", StringComparison.Ordinal);
            var isUnaudited = AccessMatrix.Unaudited.Contains(operation);
            if (declared.ChangesState == (isSafe || AccessMatrix.Harmless.Contains(operation)) && !isUnaudited)
                faults.Add($"{operation} declares ChangesState = {declared.ChangesState}.");
            if (declared.ChangesState && declared.AuditActions.IsEmpty != isUnaudited)
                faults.Add($"{operation} declares the audit actions [{string.Join(' ', declared.AuditActions)}].");
            if (metadata.GetMetadata<ReauthenticationMetadata>() is null
                == AccessMatrix.Reauthenticated.Contains(operation))
                faults.Add($"{operation}: reauthentication is not as listed.");
        }
        Assert.Empty(faults);
        Assert.Empty(AccessMatrix.Operations.Keys.Except(Endpoints().Select(endpoint => endpoint.Operation)));
    }

    [Fact]
    public async Task Every_topic_is_allowed_for_its_roles_only()
    {
        await fixture.SignInAgain();
        var faults = new List<string>();
        foreach (var (role, caller) in Clients)
        {
            var mayConnect = AccessMatrix.Operations["GET /api/v1/about"].Contains(role);
            MonitorConnection client;
            try
            {
                client = await MonitorConnection.Connect(fixture.Server, caller);
            }
            catch (System.Net.WebSockets.WebSocketException) when (!mayConnect)
            {
                continue;
            }
            await using var _ = client;
            if (!mayConnect) faults.Add($"{role} connected");
            foreach (var (topic, allowedRoles) in AccessMatrix.Topics)
            {
                string? error = null;
                try
                {
                    await client.Subscribe(
                        topic.Replace("{own}", fixture.Screen, StringComparison.Ordinal)
                            .Replace("{other}", fixture.OtherScreen, StringComparison.Ordinal));
                }
                catch (HubException fault)
                {
                    error = fault.Message;
                }
                if (error is null != allowedRoles.Contains(role)) faults.Add($"{topic} as {role}: {error ?? "shown"}");
            }
        }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_bureau_reads_events_of_its_own_city_only()
    {
        await fixture.SignInAgain();
        using var _ = await Clients[Roles.Bootstrap].Http.PostEvents(
            new { id = "z1", source = "s", city = "370300", metric = "pledge.count", value = 1, date = "2025-01-02" },
            new { id = "j1", source = "s", city = "370100", metric = "pledge.count", value = 1, date = "2025-01-02" });
        var bureau = Clients[Roles.Bureau].Http;
        foreach (var open in (string[])[
            "/api/v1/events?city=370300", "/api/v1/events.csv?city=370300", "/api/v1/events/history?source=s&id=z1",
            "/api/v1/cities/370300/corrections", "/api/v1/cities/370100"
        ])
            Assert.Equal((open, HttpStatusCode.OK), (open, (await bureau.GetAsync(open)).StatusCode));
        foreach (var shut in (string[])["/api/v1/events", "/api/v1/events?city=370100", "/api/v1/events.csv",
            "/api/v1/events.xlsx",
            "/api/v1/events?batch=x", "/api/v1/events?source=s&id=z1", "/api/v1/events.csv?source=s&id=none",
            "/api/v1/events/history?source=s&id=j1", "/api/v1/events/history?city=370300&source=s&id=j1",
            "/api/v1/cities/370100/corrections"])
            Assert.Equal((shut, (403, "city_not_yours")), (shut, await (await bureau.GetAsync(shut)).ReadProblem()));
    }

    private IEnumerable<(string Operation, RouteEndpoint Endpoint)> Endpoints() =>
        from endpoint in fixture.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
        let path = $"/{endpoint.RoutePattern.RawText!.Trim('/')}"
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods
            : ["*"]
        select ($"{method} {path}", endpoint);

    private static object Row(string city) => new { city, metric = "pledge.count", value = 3, date = "2025-04-01" };

    private static async Task CreateSubmission(ApiClient client, string id, string city)
    {
        using var created = await client.Http.PostAsJsonAsync(
            "/api/v1/submissions", new { id, title = "四月", rows = new[] { Row(city) } });
        Assert.Equal(2, (await created.ReadJson()).GetProperty("version").GetInt32());
    }

    // A body that would be accepted, so that only the stale session refuses it.
    private static string ValidBodyOf(string operation) => operation switch
    {
        "POST /api/v1/accounts" => """{"name":"stolen","title":"甲","role":"province"}""",
        "PUT /api/v1/accounts/{name}" => """{"title":"甲","role":"province"}""",
        "DELETE /api/v1/accounts/{name}/totp" => """{"how":"本人到场"}""",
        "POST /api/v1/keys" => """{"name":"甲","sources":["s"],"cities":[]}""",
        _ => "{}",
    };

    private async Task<(int Status, string? Code)> Call(
        ApiClient client, string operation, string body = "{}", string named = "none", string city = OwnCity,
        string more = "")
    {
        var (method, path) = operation.Split(' ') switch { var parts => (parts[0], parts[1]) };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["code"] = city,
            ["metric"] = "patent.granted",
            ["document"] = "campaigns.json",
            ["session"] = "none",
            ["name"] = named,
            ["id"] = operation.StartsWith("GET /api/v1/screens", StringComparison.Ordinal) ? fixture.Screen : named,
        })
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            new(method), new Uri($"{path}?city={city}&after=-1{more}", UriKind.Relative));
        if (method != "GET") request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.Http.SendAsync(request);
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return ((int)response.StatusCode, isProblem
            ? JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()
            : null);
    }
}
