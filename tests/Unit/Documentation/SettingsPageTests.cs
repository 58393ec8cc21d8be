using System.Collections;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Charts;
using IpMonitor.Dashboard.Health;
using IpMonitor.Dashboard.Import;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Dashboard.Telemetry;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Submissions;
using IpMonitor.Silo.Health;
using IpMonitor.Silo.Retention;
using IpMonitor.Testing;

namespace IpMonitor.UnitTests.Documentation;

/// <summary>docs/operations/settings.md lists the properties of the options types, and no others.</summary>
public sealed partial class SettingsPageTests
{
    private static readonly Dictionary<Type, string> Sections = new()
    {
        [typeof(AccountOptions)] = "Accounts",
        [typeof(ChartOptions)] = "Charts",
        [typeof(ClockOptions)] = "Clock",
        [typeof(CorrectionOptions)] = "Corrections",
        [typeof(ExternalSignInOptions)] = "Security__ExternalSignIn",
        [typeof(HealthOptions)] = "Health",
        [typeof(ImportOptions)] = "Import",
        [typeof(IngestionOptions)] = "Ingestion",
        [typeof(LiveLimitOptions)] = "Live__Limits",
        [typeof(LiveOptions)] = "Live",
        [typeof(PagesOptions)] = "Pages",
        [typeof(RequestBodyOptions)] = "Requests",
        [typeof(RetentionOptions)] = "Retention",
        [typeof(ReviewOptions)] = "Review",
        [typeof(SecurityOptions)] = "Security",
        [typeof(SubmissionOptions)] = "Submissions",
        [typeof(TelemetryOptions)] = "Telemetry",
    };

    [Fact]
    public void The_page_lists_each_property_of_the_options()
    {
        var roots = Sections.Values.Select(section => section.Split("__")[0]).ToHashSet();
        var documented = ReadKeys().Where(key => roots.Contains(key.Split("__")[0])).Order(StringComparer.Ordinal);
        var declared = Sections.SelectMany(section => GetKeys(section.Value, section.Key))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(declared, documented);
    }

    [Fact]
    public void Each_options_type_has_a_section()
    {
        var types = new[] { typeof(AccountOptions), typeof(RetentionOptions), typeof(HealthOptions) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.IsClass);
        Assert.Equal(
            Sections.Keys.Select(type => type.Name).Order(StringComparer.Ordinal),
            types.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    // A name that starts with "__" continues the parent of the last whole name in its cell.
    private static IEnumerable<string> ReadKeys()
    {
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "operations", "settings.md")))
        {
            if (!line.StartsWith("| `", StringComparison.Ordinal)) continue;
            var parent = "";
            foreach (Match name in Name().Matches(line.Split('|')[1]))
            {
                var text = name.Groups["name"].Value.Split('=')[0];
                var isWhole = !text.StartsWith("__", StringComparison.Ordinal);
                if (isWhole) parent = text[..Math.Max(0, text.LastIndexOf("__", StringComparison.Ordinal))];
                yield return isWhole ? text : parent + text;
            }
        }
    }

    private static IEnumerable<string> GetKeys(string path, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return GetKeys($"{path}__<{type.GetGenericArguments()[0].Name}>", type.GetGenericArguments()[1]);
        if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
            return GetKeys($"{path}__0", type.GetElementType() ?? type.GetGenericArguments()[0]);
        return type.Assembly == typeof(string).Assembly || type.IsEnum
            ? [path]
            : type.GetProperties()
                .Where(property => property.CanWrite || property.PropertyType.IsGenericType)
                .SelectMany(property => GetKeys($"{path}__{property.Name}", property.PropertyType));
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Name();
}
