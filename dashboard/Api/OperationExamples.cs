using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Api;

/// <summary>Examples of parameters, bodies and responses for the OpenAPI document.</summary>
internal static class OperationExamples
{
    private const string Event =
        """
        {"id":"2024-0420-17","source":"zibo","city":"370300","metric":"consult.onsite","value":42,"date":"2024-04-20"}
        """;

    private const string CsvEvents =
        "id,source,city,metric,value,date\n2024-0420-17,zibo,370300,consult.onsite,42,2024-04-20\n";

    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["period"] = "2026",
        ["asOf"] = "2026-06-30",
        ["metric"] = "pledge.amount",
        ["city"] = "370300",
        ["format"] = "png",
        ["campaign"] = "publicity-week-2026",
    };

    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /api/v1/session"] = """{"name":"admin","password":"correct horse battery staple"}""",
        ["POST /api/v1/keys"] = """{"name":"大厅的屏","scopes":["read"],"topics":["ranking/","feed"]}""",
        ["POST /api/v1/accounts"] = """{"name":"zibo","title":"淄博市局","role":"bureau","city":"370300"}""",
        ["POST /api/v1/submissions"] =
            """
            {"id":"april","title":"淄博市4月",
             "rows":[{"city":"370300","metric":"pledge.count","value":12,"date":"2026-04-30"}]}
            """,
        ["POST /api/v1/screens"] = """{"code":"123456","name":"一楼大厅","group":"省局"}""",
    };

    /// <summary>Adds the examples of an operation, named by method and path.</summary>
    public static void Add(OpenApiOperation operation, string name)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            if (Parameters.TryGetValue(parameter.Name!, out var value)) parameter.Example = value;
        if (operation.RequestBody?.Content is not { } contents) return;
        foreach (var (type, content) in contents)
        {
            if (name == "POST /api/v1/events")
                content.Example = type switch
                {
                    "text/csv" => CsvEvents,
                    "application/x-ndjson" => Event,
                    _ => new JsonArray(JsonNode.Parse(Event)),
                };
            else if (Bodies.TryGetValue(name, out var body)) content.Example = JsonNode.Parse(body);
        }
        if (name == "POST /api/v1/events"
            && operation.Responses?["200"].Content?.TryGetValue("application/json", out var answer) == true)
            answer.Example = JsonNode.Parse("""{"accepted":1,"duplicates":0,"rejected":[],"position":1}""");
    }
}
