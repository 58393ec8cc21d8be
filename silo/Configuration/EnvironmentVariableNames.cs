namespace IpMonitor.Silo.Configuration;

/// <summary>Names of the environment variables that the server, its tests and <c>ipm.cs</c> read.</summary>
public static class EnvironmentVariableNames
{
    /// <summary>Prefix of all names.</summary>
    public const string Prefix = "IPM_";

    /// <summary>The known names, from <c>environment-variables.txt</c>.</summary>
    public static IReadOnlySet<string> Known { get; } = ReadKnown();

    /// <summary>Returns the names that have the prefix and are not known, such as misspelt ones.</summary>
    public static IEnumerable<string> FindUnknown(IEnumerable<string> names) => names.Where(
        name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !Known.Contains(name));

    private static HashSet<string> ReadKnown()
    {
        using var reader = new StreamReader(typeof(EnvironmentVariableNames).Assembly.GetManifestResourceStream(
            typeof(EnvironmentVariableNames), "environment-variables.txt")!);
        return reader.ReadToEnd()
            .Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
