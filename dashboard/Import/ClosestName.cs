namespace IpMonitor.Dashboard.Import;

/// <summary>Which of some names somebody may have meant.</summary>
internal static class ClosestName
{
    /// <summary>The name that the fewest changes lead to; null when that would be most of what was written.</summary>
    public static string? Find(string written, IEnumerable<string> names)
    {
        if (written.Length is 0 or > 40) return null;
        var (nearest, least) = ((string?)null, int.MaxValue);
        foreach (var name in names)
            if (GetEditDistance(written, name) is var distance && distance < least) (nearest, least) = (name, distance);
        return least * 2 <= Math.Max(written.Length, nearest?.Length ?? 0) ? nearest : null;
    }

    // Levenshtein's, a row of the table at a time.
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
