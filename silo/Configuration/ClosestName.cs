namespace IpMonitor.Silo.Configuration;

/// <summary>Finds the closest names for a suggestion.</summary>
public static class ClosestName
{
    /// <summary>Returns the name with the smallest edit distance; null if it exceeds half of the longer text.</summary>
    public static string? Find(string text, IEnumerable<string> names)
    {
        if (text.Length is 0 or > 40) return null;
        var (closest, minDistance) = ((string?)null, int.MaxValue);
        foreach (var name in names)
            if (GetEditDistance(text, name) is var distance && distance < minDistance)
                (closest, minDistance) = (name, distance);
        return IsClose(text, closest ?? "", minDistance) ? closest : null;
    }

    /// <summary>Returns the error of a command-line option that is unknown, with the closest known ones.</summary>
    public static string DescribeUnknownOption(string option, IEnumerable<string> known)
    {
        var similar = known
            .Select(name => (Name: name, Distance: GetEditDistance(option.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(candidate => IsClose(option, candidate.Name, candidate.Distance))
            .OrderBy(candidate => candidate.Distance)
            .Take(3)
            .Select(candidate => candidate.Name)
            .ToList();
        var suggestion = similar.Count == 0
            ? "用法见 --help。 See --help."
            : $"是否要写 Did you mean {string.Join(", ", similar)}? --help";
        return $"{option}：没有这个选项。 There is no such option. {suggestion}";
    }

    private static bool IsClose(string text, string name, int distance) =>
        distance * 2 <= Math.Max(text.Length, name.Length);

    // Levenshtein distance, one table row at a time.
    private static int GetEditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
