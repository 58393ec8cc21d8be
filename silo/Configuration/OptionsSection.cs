using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IpMonitor.Silo.Configuration;

/// <summary>Binds options to a configuration section and rejects keys that the options do not have.</summary>
public static class OptionsSection
{
    /// <summary>Binds <typeparamref name="T"/> to a section; the start fails if the section holds an unknown key.</summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="section">Path of the section, such as <c>Live:Limits</c>.</param>
    public static OptionsBuilder<T> AddOptionsSection<T>(this IServiceCollection services, string section) where T : class
    {
        services.AddKnownSetting(section);
        services.AddSingleton<IValidateOptions<T>>(provider => new KnownKeysValidator<T>(
            provider.GetRequiredService<IConfiguration>(), section, provider.GetServices<KnownSetting>()));
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>Accepts a key that is no property of the options of its section: a section of its own or a former name.</summary>
    public static void AddKnownSetting(this IServiceCollection services, string path) =>
        services.AddSingleton(new KnownSetting(path));

    private sealed record KnownSetting(string Path);

    private sealed class KnownKeysValidator<T>(IConfiguration configuration, string section, IEnumerable<KnownSetting> known)
        : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var unknown = UnknownKeys(configuration.GetSection(section), typeof(T)).FirstOrDefault();
            return unknown is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{unknown}：没有这个设置，请检查拼写。 There is no such setting; check its spelling.");
        }

        private IEnumerable<string> UnknownKeys(IConfigurationSection at, Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying) type = underlying;
            if (ElementType(type) is { } element) return at.GetChildren().SelectMany(child => UnknownKeys(child, element));
            if (IsScalar(type)) return at.GetChildren().Select(child => child.Path);
            return at.GetChildren().SelectMany(child => PropertyType(type, child.Key) is { } property ? UnknownKeys(child, property)
                : known.Any(other => other.Path.Equals(child.Path, StringComparison.OrdinalIgnoreCase)) ? []
                : [child.Path]);
        }

        private static bool IsScalar(Type type) =>
            type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace == nameof(System);

        private static Type? PropertyType(Type type, string key) => type.GetProperties()
            .FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))?.PropertyType;

        // Lists, arrays and dictionaries: any key leads to an element.
        private static Type? ElementType(Type type) =>
            type.IsArray ? type.GetElementType()
            : type != typeof(string) && type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[^1]
            : null;
    }
}
