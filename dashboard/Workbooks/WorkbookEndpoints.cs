using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>
/// Lets an endpoint respond with a workbook instead of JSON: with <c>format=xlsx</c>, or an Accept header that names
/// its content type.
/// </summary>
/// <remarks>
/// The rows are those of the endpoint's own response, so authorization, scope and numbers are the same, and the foot
/// names its position.
/// </remarks>
internal static class WorkbookEndpoints
{
    private static readonly string[] Cursors = ["cursor", "before", "part"];

    /// <summary>Adds the workbook of a response.</summary>
    public static RouteHandlerBuilder WithWorkbook<T>(
        this RouteHandlerBuilder endpoint, Func<WorkbookRequest, T, Task<Workbook?>> create) where T : class =>
        endpoint.WithWorkbook<T>((request, first, _) => create(request, first));

    /// <summary>Adds the workbook of a list, with the rows of all its pages.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="create">
    /// Creates the workbook from the first page and all pages; null if the response is no table.
    /// </param>
    /// <param name="getNext">
    /// Returns the cursor of the following page, null at the end; without it, the cursor is that of the Link header.
    /// </param>
    public static RouteHandlerBuilder WithWorkbook<T>(
        this RouteHandlerBuilder endpoint,
        Func<WorkbookRequest, T, IAsyncEnumerable<T>, Task<Workbook?>> create,
        Func<T, string?>? getNext = null)
        where T : class =>
        endpoint
            .AddEndpointFilterFactory((factory, next) =>
            {
                var parameters = factory.MethodInfo.GetParameters();
                var cursor = Array.FindIndex(parameters, parameter => Cursors.Contains(parameter.Name));
                var pageParameter = new PageParameter(parameters.ElementAtOrDefault(cursor), cursor);
                return invocation => Respond(invocation, next, pageParameter, create, getNext);
            })
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                Describe(operation);
                return Task.CompletedTask;
            });

    /// <summary>Describes the layouts of the workbook, the first of which is the default.</summary>
    public static RouteHandlerBuilder WithLayouts(this RouteHandlerBuilder endpoint, params string[] layouts) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters!.Add(CreateParameter("layout", "工作簿的版式 Layout of the workbook", layouts));
            return Task.CompletedTask;
        });

    private static async ValueTask<object?> Respond<T>(
        EndpointFilterInvocationContext invocation,
        EndpointFilterDelegate next,
        PageParameter pageParameter,
        Func<WorkbookRequest, T, IAsyncEnumerable<T>, Task<Workbook?>> create,
        Func<T, string?>? getNext)
        where T : class
    {
        var context = invocation.HttpContext;
        var format = context.Request.Query["format"].ToString();
        if (format is not ("" or "json" or "xlsx")) return ProblemResults.Create(400, "format_invalid", format);
        if (format == "json" || (format.Length == 0 && !AcceptsWorkbook(context.Request)))
            return await next(invocation);
        var lang = context.Request.Query["lang"].ToString();
        if (ResponseLanguage.Parse(lang.Length == 0 ? null : lang) is not { } language)
            return ProblemResults.Create(400, "lang_invalid", lang);
        using var lease = await context.RequestServices.GetRequiredService<ExportLimiter>().Acquire(context);
        if (!lease.IsAcquired) return ExportLimiter.CreateProblem(context);
        var result = await next(invocation);
        if (GetValue<T>(result) is not { } first) return result;
        if (await create(new(context, language), first, ReadPages(first)) is not { } workbook)
            return ProblemResults.Create(
                400, "format_invalid", $"{format} {context.Request.Query["layout"]}".Trim());
        context.Response.Headers.Remove("Link");
        return await WorkbookExport.CreateFile(
            context, $"{workbook.FileName}.xlsx",
            file => WorkbookExport.Write(file, workbook.Tables, context.RequestAborted));

        async IAsyncEnumerable<T> ReadPages(T page)
        {
            yield return page;
            while ((getNext is null ? ListPage.GetNext(context) : getNext(page)) is { } cursor
                && pageParameter.SetCursor(invocation, cursor))
            {
                if (GetValue<T>(await next(invocation)) is not { } following) yield break;
                yield return page = following;
            }
        }
    }

    private static bool AcceptsWorkbook(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == WorkbookExport.ContentType);

    private static T? GetValue<T>(object? result) where T : class => result switch
    {
        ContentHttpResult { ResponseContent: T text } => text,
        IValueHttpResult { Value: T value } => value,
        INestedHttpResult nested => GetValue<T>(nested.Result),
        _ => result as T,
    };

    private static void Describe(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(CreateParameter(
            "format", "xlsx：工作簿 a workbook instead of JSON", "json", "xlsx"));
        operation.Parameters.Add(CreateParameter(
            "lang", "工作簿的文字；缺省按 Accept-Language Language of the workbook", ResponseLanguage.Chinese,
            ResponseLanguage.English));
        if (operation.Responses?.GetValueOrDefault("200") is OpenApiResponse { Content: { } content })
            content[WorkbookExport.ContentType] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            };
    }

    private static OpenApiParameter CreateParameter(string name, string description, params string[] values) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. values.Select(value => (JsonNode)value)],
        },
    };

    /// <summary>The parameter of an endpoint that chooses the page; null if it has no pages.</summary>
    private sealed record PageParameter(ParameterInfo? Cursor, int Index)
    {
        public bool SetCursor(EndpointFilterInvocationContext invocation, string cursor)
        {
            if (Cursor is null) return false;
            var type = Nullable.GetUnderlyingType(Cursor.ParameterType) ?? Cursor.ParameterType;
            invocation.Arguments[Index] = Convert.ChangeType(cursor, type, CultureInfo.InvariantCulture);
            return true;
        }
    }
}
