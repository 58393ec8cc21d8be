using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Http;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Requests;

/// <summary>Sends invalid JSON bodies to every operation that takes one.</summary>
public sealed class RequestBodyTests : IAsyncLifetime
{
    private readonly List<string> _faults = [];
    private readonly WireDocument _document = new();
    private DashboardServer _server = null!;
    private ApiClient _admin = null!;
    private ApiClient _reporter = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DashboardHost.StartPrivate("--Security:SignInAttemptsPerAddress=100000");
        _admin = await ApiClient.CreateAdmin(_server);
        _reporter = new(_server.Address, DashboardServer.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _reporter.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public void Every_text_and_list_of_a_body_has_a_stated_maximum()
    {
        foreach (var (operation, schema) in _document.JsonBodies) FindUnlimited(operation, schema);
        Assert.Empty(_faults);
    }

    [Fact]
    public void Every_text_parameter_has_a_stated_maximum()
    {
        foreach (var (name, schema) in _document.Parameters)
            FindUnlimited(name, schema.TryGetProperty("items", out var items) ? items : schema);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task Every_body_is_refused_with_a_code_and_the_field()
    {
        // Events are read one by one, and their errors are listed.
        var bodies = _document.JsonBodies.Where(body => body.Operation != "POST /api/v1/events").ToList();
        Assert.InRange(bodies.Count, 15, 100);
        foreach (var (operation, schema) in bodies)
        {
            foreach (var byteOrderMark in (string[])["", "\uFEFF"])
                await Expect(
                    operation, $"{byteOrderMark}{{\"unknownField\":1}}", "field_unknown", "unknownField");
            foreach (var body in (string[])["[]", "5", "\"text\"", "null", "{", "", "\uFFFF"])
                await Expect(operation, body);
            if (_document.Resolve(schema) is var resolved && resolved.TryGetProperty("properties", out var members))
                foreach (var member in members.EnumerateObject())
                    await ExpectMember(operation, member.Name, _document.Resolve(member.Value));
        }
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task An_event_with_an_unknown_field_null_or_a_long_text_is_refused()
    {
        foreach (var (body, code) in (IEnumerable<(string, string)>)
            [
                ("""[{"id":"a","unknownField":1}]""", "field_unknown"), ("[null]", "not_an_object"),
                ($"[{{\"id\":\"{new string('x', 129)}\",\"source\":\"s\"}}]", "text_invalid"),
                ("""[{"id":"a","id":"b"}]""", "field_twice"), ("""[{"id":5}]""", "field_type"),
            ])
        {
            using var response = await _reporter.Http.PostEvents(body);
            Assert.Equal(
                code, (await response.ReadJson()).GetProperty("rejected")[0].GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("/api/v1/cities/{0}")]
    [InlineData("/api/v1/campaigns/{0}")]
    [InlineData("/api/v1/events?city={0}")]
    [InlineData("/api/v1/rankings/patent.granted?period={0}")]
    public async Task A_long_parameter_is_refused(string path)
    {
        using var response = await _admin.Http.GetAsync(
            string.Format(null, path, new string('x', 1000)));
        Assert.Equal((400, "parameter_too_long"), await response.ReadProblem());
    }

    private async Task ExpectMember(string operation, string name, JsonElement schema)
    {
        // Rows are checked one by one, and their errors are listed.
        var isList = name == "rows";
        await Expect(operation, $"{{\"{name}\":null,\"{name}\":null}}");
        foreach (var value in (string[])["{\"unknownField\":{\"a\":[1]}}", "[[]]", "\"\\ud800\""])
            await Expect(operation, Member(name, value));
        await ExpectLongText(operation, name, schema, value => Member(name, value));
        if (schema.TryGetProperty("items", out var items))
        {
            var maxItems = schema.GetProperty("maxItems").GetInt32();
            var many = string.Join(',', Enumerable.Repeat("\"x\"", maxItems + 1));
            await Expect(operation, Member(name, "[null]"), isList ? "rows_invalid" : "field_null");
            await Expect(operation, Member(name, $"[{many}]"), isList ? "rows_invalid" : "list_too_long",
                isList ? null : name);
            var item = _document.Resolve(items);
            await ExpectLongText(operation, $"{name}[0]", item, value => Member(name, $"[{value}]"));
            if (isList || !item.TryGetProperty("properties", out var itemMembers)) return;
            await Expect(
                operation, Member(name, $"[{Member("unknownField", "1")}]"),
                "field_unknown", $"{name}[0].unknownField");
            foreach (var member in itemMembers.EnumerateObject())
                await ExpectLongText(
                    operation, $"{name}[0].{member.Name}", _document.Resolve(member.Value),
                    value => Member(name, $"[{Member(member.Name, value)}]"));
        }
        else if (schema.TryGetProperty("properties", out var members))
        {
            await Expect(
                operation, Member(name, Member("unknownField", "1")), "field_unknown", $"{name}.unknownField");
            foreach (var member in members.EnumerateObject())
                await ExpectLongText(
                    operation, $"{name}.{member.Name}", _document.Resolve(member.Value),
                    value => Member(name, Member(member.Name, value)));
        }
    }

    private async Task ExpectLongText(string operation, string field, JsonElement schema, Func<string, string> create)
    {
        if (schema.TryGetProperty("maxLength", out var max))
            await Expect(operation, create($"\"{new string('x', max.GetInt32() + 1)}\""), "text_too_long", field);
    }

    private static string Member(string name, string value) => $"{{\"{name}\":{value}}}";

    private async Task Expect(string operation, string body, string? code = null, string? field = null)
    {
        var (method, path) = operation.Split(' ') switch { var parts => (parts[0], parts[1]) };
        var address = path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new(method), new Uri(address, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await _admin.Http.SendAsync(request);
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync();
        var problem = text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
        var sent = body.Length > 60 ? body[..60] : body;
        if (status is < 400 or >= 500
            || problem.ValueKind != JsonValueKind.Object
            || !problem.TryGetProperty("code", out var found)
            || (code is not null && found.GetString() != code)
            || (field is not null
                && !(problem.TryGetProperty("field", out var named) && named.GetString() == field)))
            _faults.Add($"{operation} {sent}: {status} {text}, not {code} {field}");
    }

    private void FindUnlimited(string at, JsonElement schema)
    {
        schema = _document.Resolve(schema);
        var type = schema.TryGetProperty("type", out var named) ? named.ToString() : "";
        if (type.Contains("string", StringComparison.Ordinal)
            && !schema.TryGetProperty("enum", out _)
            && !schema.TryGetProperty("format", out _)
            && !schema.TryGetProperty("maxLength", out _)) _faults.Add($"{at} has no maxLength");
        if (schema.TryGetProperty("items", out var items))
        {
            // The number of events is limited as they are read.
            if (!schema.TryGetProperty("maxItems", out _) && at != "POST /api/v1/events")
                _faults.Add($"{at} has no maxItems");
            FindUnlimited($"{at}[]", items);
        }
        if (!schema.TryGetProperty("properties", out var members)) return;
        foreach (var member in members.EnumerateObject()) FindUnlimited($"{at}.{member.Name}", member.Value);
    }
}
