using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Security.Authorization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Api;

/// <summary>
/// Completes the operations of the OpenAPI document: the allowed callers, the content of files, and the problems with
/// their stable codes.
/// </summary>
internal sealed class OperationDescriptions : IOpenApiDocumentTransformer
{
    private const string SessionScheme = "session";
    private const string KeyScheme = "apiKey";
    private const string ScreenScheme = "screen";
    private const string ProblemType = "application/problem+json";

    private static readonly string[] SessionPolicies =
        [Policies.MayManageAccounts, Policies.MayReadAuditLog, Policies.IsSignedIn];

    /// <inheritdoc/>
    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        AddSecuritySchemes(document);
        var problem = Http.WireSchemas.Resolve(
            document, await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellationToken));
        foreach (var endpoint in context.DescriptionGroups.SelectMany(group => group.Items))
        {
            var (method, path) = (endpoint.HttpMethod!, $"/{endpoint.RelativePath!.TrimEnd('/')}");
            var operation = document.Paths[path].Operations![HttpMethod.Parse(method)];
            Complete(operation, $"{method} {path}", endpoint.ActionDescriptor.EndpointMetadata, document, problem);
        }
    }

    private static void AddSecuritySchemes(OpenApiDocument document)
    {
        document.AddComponent(KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "Authorization",
            Description = "`ApiKey KEY`：管理员发放 issued by an administrator, with the scope `report` or `read`.",
        });
        document.AddComponent(SessionScheme, CreateCookieScheme(
            "__Host-ipm", "登录后的会话 The session of an account, set by `POST /api/v1/session`; `ipm` without TLS."));
        document.AddComponent(ScreenScheme, CreateCookieScheme(
            "__Host-ipm-screen", "已配对的大屏 A paired screen; `ipm-screen` without TLS."));
    }

    private static void Complete(
        OpenApiOperation operation,
        string name,
        IList<object> metadata,
        OpenApiDocument document,
        IOpenApiSchema problem)
    {
        var schemes = FindSchemes(metadata);
        operation.Security = schemes.Length == 0
            ? [new()] // An empty requirement: no identity is required.
            : [.. schemes.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, document)] = [],
            })];
        DescribeFiles(operation, metadata);
        OperationExamples.Add(operation, name);
        var codes = ProblemCodes.Find(
            name,
            operation.Parameters?.Select(parameter => parameter.Name!) ?? [],
            operation.RequestBody is not null,
            [
                .. schemes.Length > 0 ? ProblemCodes.WithIdentity : [],
                .. schemes.Contains(KeyScheme) ? ProblemCodes.WithKey : [],
                .. name.StartsWith("GET ", StringComparison.Ordinal) || schemes is [KeyScheme]
                    ? []
                    : ProblemCodes.Unsafe,
            ]);
        foreach (var (status, names) in codes)
        {
            // Operations share the responses with the same codes.
            var id = $"Problem{status}.{string.Join('.', names)}";
            if (document.Components?.Responses?.ContainsKey(id) != true)
                document.AddComponent(id, CreateProblem(problem, names));
            operation.Responses![$"{status}"] = new OpenApiResponseReference(id, document);
        }
    }

    private static string[] FindSchemes(IList<object> metadata)
    {
        if (metadata.OfType<IAllowAnonymous>().Any()) return [];
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToArray();
        return policies.Contains(Policies.MayReportEvents) ? [KeyScheme]
            : policies.Any(SessionPolicies.Contains) ? [SessionScheme]
            : policies.Contains(Policies.MayReadLists) ? [SessionScheme, KeyScheme, ScreenScheme]
            : [SessionScheme, KeyScheme];
    }

    // The generator leaves out the content of responses that are files.
    private static void DescribeFiles(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var file in metadata.OfType<IProducesResponseTypeMetadata>())
        {
            if (file.StatusCode != 200 || !file.ContentTypes.Any()) continue;
            var response = operation.Responses?.GetValueOrDefault("200") as OpenApiResponse;
            if (response is null or { Content.Count: > 0 }) continue;
            response.Content = file.ContentTypes.ToDictionary(type => type, type => new OpenApiMediaType
            {
                Schema = type.EndsWith("json", StringComparison.Ordinal)
                    ? new OpenApiSchema { Type = JsonSchemaType.Object }
                    : new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Format = type.StartsWith("text/", StringComparison.Ordinal) ? null : "binary",
                    },
            });
        }
    }

    private static OpenApiResponse CreateProblem(IOpenApiSchema problem, IReadOnlyCollection<string> codes) => new()
    {
        Description = string.Join(", ", codes.Select(code => $"`{code}`")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemType] = new()
            {
                Schema = new OpenApiSchema
                {
                    AllOf =
                    [
                        problem,
                        new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Properties = new Dictionary<string, IOpenApiSchema>
                            {
                                ["code"] = new OpenApiSchema
                                {
                                    Type = JsonSchemaType.String,
                                    Enum = [.. codes.Select(code => (JsonNode)code)],
                                },
                            },
                        },
                    ],
                },
            },
        },
    };

    private static OpenApiSecurityScheme CreateCookieScheme(string name, string description) => new()
    {
        Type = SecuritySchemeType.ApiKey,
        In = ParameterLocation.Cookie,
        Name = name,
        Description = description,
    };
}
