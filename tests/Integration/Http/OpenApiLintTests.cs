using System.Text.Json;
using IpMonitor.Dashboard.Api;
using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>The OpenAPI document says of each operation what a client must know.</summary>
public sealed class OpenApiLintTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(File.ReadAllBytes(WireDocument.File)).RootElement;

    private static readonly (string Name, JsonElement Value)[] Operations =
    [
        .. from path in Document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value),
    ];

    [Fact]
    public void Every_operation_is_described()
    {
        Assert.True(Operations.Length > 70);
        Assert.Empty(Operations.SelectMany(operation => Lint(operation.Value)
            .Select(fault => $"{operation.Name}: {fault}")));
    }

    [Fact]
    public void Every_code_has_a_text_and_every_operation_with_codes_exists()
    {
        var texts = File.ReadAllText(Path.Combine(Repository.Root, "dashboard", "Resources", "Messages.en.resx"));
        var codes = Operations.SelectMany(operation => Responses(operation.Value))
            .SelectMany(response => FindCodes(response.Value))
            .Distinct()
            .ToList();
        Assert.True(codes.Count > 90, $"only {codes.Count} codes");
        Assert.All(codes, code => Assert.True(
            texts.Contains($"<data name=\"{code}\"", StringComparison.Ordinal)
            || texts.Contains($"<data name=\"{code}.", StringComparison.Ordinal), code));
        Assert.Empty(ProblemCodes.Operations.Except(Operations.Select(operation => operation.Name)));
    }

    [Fact]
    public void The_main_operations_have_examples()
    {
        foreach (var name in (string[])["POST /api/v1/events", "POST /api/v1/keys", "POST /api/v1/submissions"])
        {
            var body = Operations.Single(operation => operation.Name == name).Value.GetProperty("requestBody");
            Assert.All(
                body.GetProperty("content").EnumerateObject(),
                content => Assert.True(content.Value.TryGetProperty("example", out _), $"{name} {content.Name}"));
        }
    }

    private static IEnumerable<string> Lint(JsonElement operation)
    {
        if (!operation.TryGetProperty("summary", out _)) yield return "no summary";
        if (!operation.TryGetProperty("tags", out var tags) || tags.GetArrayLength() == 0) yield return "no tag";
        if (!operation.TryGetProperty("security", out var security) || security.GetArrayLength() == 0)
            yield return "no security";
        else
        {
            var schemes = Document.GetProperty("components").GetProperty("securitySchemes");
            foreach (var scheme in security.EnumerateArray().SelectMany(one => one.EnumerateObject()))
                if (!schemes.TryGetProperty(scheme.Name, out _)) yield return $"no scheme {scheme.Name}";
        }
        var responses = Responses(operation);
        if (!responses.Any(response => response.Name is "204" or "302" || IsBody(response)))
            yield return "no success with a schema";
        foreach (var response in responses.Where(response => response.Name == "200" && !IsBody(response)))
            yield return "200 without a schema";
        if (!responses.Any(response => response.Name[0] == '4')) yield return "no 4xx";
        foreach (var response in responses.Where(response => response.Name[0] is '4' or '5'))
            if (!FindCodes(response.Value).Any()) yield return $"{response.Name} without codes";
    }

    // Responses of problems are references to components.
    private static List<(string Name, JsonElement Value)> Responses(JsonElement operation) =>
    [
        .. operation.GetProperty("responses").EnumerateObject().Select(response => (
            response.Name,
            response.Value.TryGetProperty("$ref", out var reference)
                ? Document.GetProperty("components").GetProperty("responses")
                    .GetProperty(reference.GetString()!.Split('/')[^1])
                : response.Value)),
    ];

    private static bool IsBody((string Name, JsonElement Value) response) => response.Name == "200"
        && response.Value.TryGetProperty("content", out var content)
        && content.EnumerateObject().Any()
        && content.EnumerateObject().All(type => type.Value.TryGetProperty("schema", out _));

    private static IEnumerable<string> FindCodes(JsonElement response) =>
        response.TryGetProperty("content", out var content)
        && content.TryGetProperty("application/problem+json", out var problem)
        && problem.GetProperty("schema").TryGetProperty("allOf", out var parts)
            ? parts[1].GetProperty("properties").GetProperty("code").GetProperty("enum")
                .EnumerateArray().Select(code => code.GetString()!)
            : [];
}
