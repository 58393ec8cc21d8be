using System.Globalization;
using IpMonitor.Grains.Events;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace IpMonitor.Dashboard.Http;

/// <summary>Validates path segments and query values before they are bound to the parameters of an endpoint.</summary>
/// <remarks>The generated binding responds with an empty body.</remarks>
internal static class ParameterTypes
{
    /// <summary>Returns the error of a value that is missing or of another type; null if all are valid.</summary>
    public static ValidationError? Validate(Endpoint endpoint, HttpRequest request)
    {
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            var type = parameter.ParameterInfo.ParameterType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type != typeof(string) && !parameter.HasTryParse) continue;
            var text = request.RouteValues.TryGetValue(parameter.Name, out var segment)
                ? segment as string
                : ToText(request.Query[parameter.Name]);
            if (text is null && !parameter.IsOptional)
                return ValidationError.Create("parameter_missing", parameter.Name, parameter.Name);
            if (text is { Length: > 0 } && FindTypeError(type, text) is { } key)
                return ValidationError.Create(key, parameter.Name, parameter.Name);
        }
        return null;
    }

    // The binding joins several values of one name.
    private static string? ToText(StringValues values) => values.Count == 0 ? null : values.ToString();

    private static string? FindTypeError(Type type, string text) =>
        type == typeof(int) && !int.TryParse(text, CultureInfo.InvariantCulture, out _) ? "parameter_invalid.integer"
        : type == typeof(long) && !long.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? "parameter_invalid.integer"
        : type == typeof(bool) && !bool.TryParse(text, out _) ? "parameter_invalid.boolean"
        : null;
}
