using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Live;
using IpMonitor.Grains.Events;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>The checked-in OpenAPI document equals the served one, and the documentation lists its members.</summary>
public sealed partial class WireDocumentTests
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_checked_in_OpenAPI_document_equals_the_served_one()
    {
        await using var server = await DashboardHost.Start();
        var emitted = JsonSerializer.Serialize(await server.Http.GetJson("/openapi/v1.json"), Layout) + "\n";
        if (Environment.GetEnvironmentVariable("IPM_ACCEPT") == "1")
            await File.WriteAllTextAsync(WireDocument.File, emitted);
        var expected = File.Exists(WireDocument.File) ? await File.ReadAllTextAsync(WireDocument.File) : "";
        Assert.True(expected.ReplaceLineEndings("\n") == emitted, $"""
            {WireDocument.File} differs from /openapi/v1.json. To renew it and the client's types:
            IPM_ACCEPT=1 dotnet ipm.cs test --filter {nameof(The_checked_in_OpenAPI_document_equals_the_served_one)}
            cd dashboard/client && npm run types
            """);
    }

    // openapi-typescript writes `unknown` for a member without a type.
    [Fact]
    public void Every_member_of_every_component_has_a_type() => Assert.Empty(
        from member in new WireDocument().Members
        let schema = member.Schema.TryGetProperty("items", out var items) ? items : member.Schema
        where !((string[])["type", "$ref", "anyOf", "oneOf"]).Any(keyword => schema.TryGetProperty(keyword, out _))
            || (schema.TryGetProperty("type", out var type) && type.ToString() == "array")
        select member.Name);

    [Theory]
    [InlineData(nameof(EventRoutes.ReportedEvent))]
    [InlineData(nameof(EventRoutes.SubmittedRow))]
    public void The_schema_of_an_event_row_has_every_accepted_field(string component) =>
        Assert.Equal(EventInput.Fields.Order(), Members(new WireDocument()[component]).Order());

    [Fact]
    public void The_documentation_lists_every_property_of_each_component()
    {
        var document = new WireDocument();
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "live.md")).ReplaceLineEndings("\n");
        var tables = Table().Matches(text);
        Assert.Superset(
            new HashSet<string> { nameof(SnapshotMessage), nameof(UpdateMessage), nameof(SourceMessage) },
            tables.Select(table => table.Groups["name"].Value).ToHashSet());
        foreach (Match table in tables)
        {
            var schema = document[table.Groups["name"].Value];
            var required = schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ToHashSet();
            Assert.Equal(
                Members(schema).Select(name => required.Contains(name) ? name : $"{name}?"),
                table.Groups["property"].Captures.Select(property => property.Value));
        }
    }

    private static IEnumerable<string> Members(JsonElement schema) =>
        schema.GetProperty("properties").EnumerateObject().Select(member => member.Name);

    // Sections have a component's name as heading and one row per member.
    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+)` .*\n\|---.*\n(\| `(?<property>[\w?]+)` .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();
}
