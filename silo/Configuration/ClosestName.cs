namespace IpMonitor.Dashboard.Import;

/// <summary>Finds the closest name for a suggestion.</summary>
internal static class ClosestName
{
    /// <summary>Returns the name with the smallest edit distance; null if it exceeds half of the longer text.</summary>
    public static string? Find(string text, IEnumerable<string> names)
    {
        if (text.Length is 0 or > 40) return null;
        var (closest, minDistance) = ((string?)null, int.MaxValue);
        foreach (var name in names)
            if (GetEditDistance(text, name) is var distance && distance < minDistance)
                (closest, minDistance) = (name, distance);
        return minDistance * 2 <= Math.Max(text.Length, closest?.Length ?? 0) ? closest : null;
    }

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
