namespace IpMonitor.UnitTests.Architecture;

/// <summary>
/// The namespaces that each namespace may use, read from a table. A line without indent is a namespace; the indented
/// lines after it are what it may use: an assembly, a colon and namespaces in it, where a dot is the assembly's root
/// namespace. All names are relative to <c>IpMonitor</c>.
/// </summary>
internal sealed class NamespaceRules
{
    private const string Root = "IpMonitor.";
    private readonly Dictionary<string, HashSet<string>> _allowed = [];

    public NamespaceRules(string table)
    {
        HashSet<string> allowed = [];
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line[0] != ' ') _allowed.Add(line, allowed = []);
            else allowed.UnionWith(Names(line));
    }

    /// <summary>The namespaces that have a line in the table.</summary>
    public IEnumerable<string> Namespaces => _allowed.Keys;

    /// <summary>One message for each pair of types whose namespaces may not use each other.</summary>
    public IReadOnlyList<string> Violations(IEnumerable<Type> types) =>
    [
        .. types.SelectMany(CodeReferences.ReferencesOf)
            .SelectMany(reference => reference.Types.Select(to => (reference.From, To: to)))
            .Where(use => use.To.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true)
            .Where(use => !IsAllowed(NameOf(use.From), NameOf(use.To)))
            .Distinct()
            .Select(use => $"{use.From} uses {use.To}: {NameOf(use.From)} may not use {NameOf(use.To)}."),
    ];

    /// <summary>The cycles in the table, each as its namespaces in order.</summary>
    public IReadOnlyList<string> Cycles()
    {
        var reachable = _allowed.Keys.ToDictionary(name => name, Reachable);
        return
        [
            .. _allowed.Keys.Where(name => reachable[name].Contains(name))
                .Select(name => string.Join(" <-> ", reachable[name]
                    .Where(other => reachable.GetValueOrDefault(other)?.Contains(name) == true)
                    .Order(StringComparer.Ordinal)))
                .Distinct(),
        ];
    }

    private static string NameOf(Type type) => type.Namespace![Root.Length..];

    private static IEnumerable<string> Names(string line)
    {
        var (assembly, names) = (line[..line.IndexOf(':')].Trim(), line[(line.IndexOf(':') + 1)..]);
        return names.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name == "." ? assembly : $"{assembly}.{name}");
    }

    private bool IsAllowed(string from, string to) =>
        from == to || (_allowed.TryGetValue(from, out var allowed) && allowed.Contains(to));

    private HashSet<string> Reachable(string start)
    {
        HashSet<string> found = [];
        var open = new Stack<string>([start]);
        while (open.TryPop(out var name))
            foreach (var next in _allowed.GetValueOrDefault(name, []))
                if (found.Add(next)) open.Push(next);
        return found;
    }
}
