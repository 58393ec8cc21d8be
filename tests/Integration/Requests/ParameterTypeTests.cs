using System.Text.Json;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Http;

namespace IpMonitor.IntegrationTests.Requests;

/// <summary>Values of another type than that of their parameter, and missing ones, are named in a problem.</summary>
public sealed class ParameterTypeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly JsonElement Document = JsonDocument.Parse(File.ReadAllBytes(WireDocument.File)).RootElement;

    [Fact]
    public async Task Every_typed_parameter_refuses_another_type()
    {
        using var admin = await ApiClient.CreateAdmin(fixture.Server);
        var faults = new List<string>();
        var count = 0;
        foreach (var (method, path, parameter) in Parameters().Where(IsTyped))
        {
            count++;
            using var response = await Send(
                admin, method, $"{path}?{parameter.GetProperty("name").GetString()}=x&period=2025");
            await Check(faults, response, $"{method} {path}", parameter, "parameter_invalid");
        }
        Assert.InRange(count, 5, 1_000);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_required_parameter_is_named_if_missing()
    {
        using var admin = await ApiClient.CreateAdmin(fixture.Server);
        var faults = new List<string>();
        foreach (var (method, path, parameter) in Parameters().Where(row => IsRequiredQuery(row.Parameter))
            .DistinctBy(row => (row.Method, row.Path)))
        {
            using var response = await Send(admin, method, path);
            await Check(faults, response, $"{method} {path}", parameter, "parameter_missing");
        }
        Assert.Empty(faults);
    }

    private static async Task Check(
        List<string> faults, HttpResponseMessage response, string operation, JsonElement parameter, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        var name = parameter.GetProperty("name").GetString();
        var problem = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        if ((int)response.StatusCode != 400 || text.Length == 0
            || problem.GetProperty("code").GetString() != code
            || problem.GetProperty("field").GetString() != name
            || !problem.GetProperty("detail").GetString()!.Contains(name!, StringComparison.Ordinal))
            faults.Add($"{operation} {name}: {response.StatusCode} {text}");
    }

    private static Task<HttpResponseMessage> Send(ApiClient client, string method, string path) =>
        client.Http.SendAsync(new(new(method), new Uri(path, UriKind.Relative))
        {
            Content = method == "GET" ? null : new StringContent("{}", null, "application/json"),
        });

    private static bool IsTyped((string Method, string Path, JsonElement Parameter) row) =>
        row.Parameter.GetProperty("schema").TryGetProperty("type", out var type)
        && type.GetString() is "integer" or "boolean" or "number";

    private static bool IsRequiredQuery(JsonElement parameter) =>
        parameter.GetProperty("in").GetString() == "query"
        && parameter.TryGetProperty("required", out var required) && required.GetBoolean();

    private static IEnumerable<(string Method, string Path, JsonElement Parameter)> Parameters() =>
        from path in Document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("parameters", out _)
        from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
        select (operation.Name.ToUpperInvariant(), Fill(path.Name), parameter);

    private static string Fill(string path) => Regex.Replace(path, @"\{\w+\}", match => match.Value switch
    {
        "{metric}" => "pledge.count",
        "{code}" => "370300",
        "{document}" => "cities.csv",
        _ => "x",
    });
}
