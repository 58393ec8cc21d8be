using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IpMonitor.Grains.Events;

namespace IpMonitor.Dashboard.Http;

/// <summary>
/// Validates a JSON body against its type before it is bound: members that the type does not have, null where a value
/// is required, and texts and lists above their <see cref="MaxLengthAttribute"/>.
/// </summary>
/// <remarks>Values of a wrong type and repeated members are refused by the binding.</remarks>
internal static class JsonBodyValidator
{
    /// <summary>Returns the first error, whose field is the path of the member; null if the body is valid.</summary>
    public static ValidationError? Validate(JsonElement body, JsonTypeInfo type)
    {
        try
        {
            return body.ValueKind == JsonValueKind.Object
                ? ValidateValue(body, type, null, "")
                : ValidationError.Create("body_not_object", "");
        }
        catch (UnpairedSurrogateException exception)
        {
            return ValidationError.Create("text_invalid.broken", exception.Path, exception.Path);
        }
    }

    private static ValidationError? ValidateValue(
        JsonElement value, JsonTypeInfo info, ICustomAttributeProvider? limits, string path)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type != info.Type) info = info.Options.GetTypeInfo(type);
        return value.ValueKind switch
        {
            JsonValueKind.Object when info.Kind == JsonTypeInfoKind.Object => ValidateMembers(value, info, path),
            JsonValueKind.Array when info.Kind == JsonTypeInfoKind.Enumerable =>
                ValidateItems(value, info, limits, path),
            JsonValueKind.String => ValidateText(value, FindAttribute<MaxLengthAttribute>(limits)?.Length, path),
            _ => null,
        };
    }

    private static ValidationError? ValidateMembers(JsonElement value, JsonTypeInfo info, string path)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = ReadText(() => member.Name, path);
            var at = path.Length == 0 ? name : $"{path}.{name}";
            // The binding matches names regardless of case.
            var property = info.Properties.FirstOrDefault(property =>
                property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && (property.Set is not null || property.AssociatedParameter is not null));
            if (property is null) return ValidationError.Create("field_unknown", at, at);
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                if (!IsNullable(property)) return ValidationError.Create("field_null", at, at);
            }
            else if (ValidateValue(
                member.Value, info.Options.GetTypeInfo(property.PropertyType), property.AttributeProvider, at)
                is { } error)
                return error;
        }
        return null;
    }

    private static ValidationError? ValidateItems(
        JsonElement value, JsonTypeInfo info, ICustomAttributeProvider? limits, string path)
    {
        if (FindAttribute<MaxLengthAttribute>(limits) is { Length: var max } && value.GetArrayLength() > max)
            return ValidationError.Create("list_too_long", path, path, max);
        var element = info.Options.GetTypeInfo(info.ElementType!);
        var maxLength = FindAttribute<ItemMaxLengthAttribute>(limits)?.Length;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (item.ValueKind == JsonValueKind.Null) return ValidationError.Create("field_null", at, at);
            var error = item.ValueKind == JsonValueKind.String
                ? ValidateText(item, maxLength, at)
                : ValidateValue(item, element, null, at);
            if (error is not null) return error;
        }
        return null;
    }

    private static ValidationError? ValidateText(JsonElement value, int? maxLength, string path) =>
        ReadText(() => value.GetString()!, path).Length > maxLength
            ? ValidationError.Create("text_too_long", path, path, maxLength.Value)
            : null;

    private static bool IsNullable(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static T? FindAttribute<T>(ICustomAttributeProvider? provider) where T : Attribute =>
        provider?.GetCustomAttributes(typeof(T), inherit: true) is [T attribute, ..] ? attribute : null;

    private static string ReadText(Func<string> read, string path)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new UnpairedSurrogateException(path);
        }
    }

    private sealed class UnpairedSurrogateException(string path) : Exception
    {
        public string Path => path;
    }
}
