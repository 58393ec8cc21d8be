namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>
/// The list of all identities that clusters and stores in the field depend on, and its differences from the code.
/// </summary>
internal static class ContractBaseline
{
    /// <summary>Path of the list, relative to the root of the repository.</summary>
    public const string BaselinePath = "tests/Integration/expected/wire-contract.txt";

    /// <summary>Reads the list.</summary>
    public static string[] Read() =>
        System.IO.File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "expected", "wire-contract.txt"));

    /// <summary>Describes added, changed and removed identities and the remedy; empty if there are none.</summary>
    public static IReadOnlyList<string> Differences(IEnumerable<string> listed, IEnumerable<string> found)
    {
        var (before, now) = (ByIdentity(listed), ByIdentity(found));
        return
        [
            .. from line in now
               where !before.ContainsKey(line.Key)
               select $"""
                   added: {line.Value}
                     If it is new, add this line to {BaselinePath}. If an identity was renamed, restore the old one.
                   """,
            .. from line in now
               where before.TryGetValue(line.Key, out var old) && old != line.Value
               select $"""
                   changed: {before[line.Key]} is now {line.Value}
                     This breaks clusters and stores in the field. Restore it, and give the new form a new identity.
                   """,
            .. from line in before
               where !now.ContainsKey(line.Key)
               select $"""
                   removed: {line.Value}
                     This breaks clusters and stores in the field. Restore it, or the attribute that gave it.
                   """,
        ];
    }

    private static SortedDictionary<string, string> ByIdentity(IEnumerable<string> lines) =>
        new(lines.ToDictionary(line => line.Split(": ", 2)[0]), StringComparer.Ordinal);
}
