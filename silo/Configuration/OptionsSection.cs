using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IpMonitor.Silo.Configuration;

/// <summary>Binds options to a configuration section and rejects keys that the options do not have.</summary>
public static class OptionsSection
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a section; the start fails if the section holds an unknown key.
    /// </summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="section">Path of the section, such as <c>Live:Limits</c>.</param>
    public static OptionsBuilder<T> AddOptionsSection<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddKnownSetting(section);
        services.AddSingleton<IValidateOptions<T>>(provider => new KnownKeysValidator<T>(
            provider.GetRequiredService<IConfiguration>(), section, provider.GetServices<KnownSetting>()));
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>
    /// Accepts a key without a property in the options of its section, such as a nested section or a former name.
    /// </summary>
    public static void AddKnownSetting(this IServiceCollection services, string path) =>
        services.AddSingleton(new KnownSetting(path));

    /// <summary>Returns the error text for an unknown key.</summary>
    public static string DescribeUnknownKey(string path) =>
        $"{path}：没有这个设置，请检查拼写。 There is no such setting; check its spelling.";

    private sealed record KnownSetting(string Path);

    private sealed class KnownKeysValidator<T>(
        IConfiguration configuration, string section, IEnumerable<KnownSetting> known)
        : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var unknown = FindUnknownKeys(configuration.GetSection(section), typeof(T)).FirstOrDefault();
            return unknown is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(DescribeUnknownKey(unknown));
        }

        private IEnumerable<string> FindUnknownKeys(IConfigurationSection parent, Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying) type = underlying;
            var children = parent.GetChildren();
            if (GetElementType(type) is { } element)
                return children.SelectMany(child => FindUnknownKeys(child, element));
            if (IsScalar(type)) return children.Select(child => child.Path);
            return children.SelectMany(child =>
                FindPropertyType(type, child.Key) is { } property ? FindUnknownKeys(child, property)
                : known.Any(setting => setting.Path.Equals(child.Path, StringComparison.OrdinalIgnoreCase)) ? []
                : [child.Path]);
        }

        private static bool IsScalar(Type type) =>
            type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace == nameof(System);

        private static Type? FindPropertyType(Type type, string key) => type.GetProperties()
            .FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))?.PropertyType;

        // Any key is valid in a list, an array or a dictionary: it addresses an element.
        private static Type? GetElementType(Type type) =>
            type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[^1]
            : null;
    }
}
