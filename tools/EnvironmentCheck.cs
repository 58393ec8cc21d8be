namespace IpMonitor.Tools;

/// <summary>Warns about environment variables with the prefix of this program that it does not know.</summary>
internal static class EnvironmentCheck
{
    private const string Prefix = "IPM_";

    /// <summary>Prints a warning for each variable that is not in the list of the server.</summary>
    public static void WarnOfUnknownVariables()
    {
        var known = File.ReadLines(
            Path.Combine(RepositoryPaths.Root, "silo", "Configuration", "environment-variables.txt"));
        foreach (var name in FindUnknown(Environment.GetEnvironmentVariables().Keys.Cast<string>(), [.. known]))
        {
            Console.Error.WriteLine(
                $"没有 {name} 这个环境变量，它不起作用：请检查拼写。\n" +
                $"There is no variable {name}; it has no effect: check its spelling.\n  docs/operations/settings.md");
        }
    }

    /// <summary>
    /// Returns the names that have the prefix and are not known. A name with <c>__</c> is a setting in a section,
    /// which the server checks.
    /// </summary>
    public static IEnumerable<string> FindUnknown(IEnumerable<string> names, IReadOnlyCollection<string> known) => names
        .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && !name.Contains("__", StringComparison.Ordinal)
            && !known.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);
}
