using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace IpMonitor.Dashboard.Http;

/// <summary>Pages of a list in memory. A cursor is the sort key of the last row before the page.</summary>
internal static class ListPage
{
    /// <summary>Maximum number of rows of a page.</summary>
    public const int Size = 200;

    /// <summary>
    /// Returns the rows after a cursor and the cursor of the next page, or the problem of the cursor.
    /// </summary>
    /// <param name="items">The rows in any order.</param>
    /// <param name="getSortKey">Returns a unique key; rows are in its ordinal order.</param>
    /// <param name="cursor">The cursor of the previous page; null for the first page.</param>
    public static (List<T> Rows, string? Next, IResult? Problem) Take<T>(
        IEnumerable<T> items, Func<T, string> getSortKey, string? cursor)
    {
        if (cursor is not null && !Base64Url.IsValid(cursor)) return ([], null, ProblemResults.CursorInvalid());
        var after = cursor is null ? null : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var rows = items.Select(item => (Item: item, Key: getSortKey(item)))
            .Where(row => after is null || string.CompareOrdinal(row.Key, after) > 0)
            .OrderBy(row => row.Key, StringComparer.Ordinal)
            .Take(Size + 1)
            .ToList();
        var next = rows.Count > Size ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(rows[Size - 1].Key)) : null;
        return ([.. rows.Take(Size).Select(row => row.Item)], next, null);
    }

    /// <summary>Responds with a page as an array; the next page is in the Link header (RFC 8288).</summary>
    public static IResult ToArray<T, TRow>(
        HttpContext context, IEnumerable<T> items, Func<T, string> getSortKey, string? cursor, Func<T, TRow> format)
    {
        var (rows, next, problem) = Take(items, getSortKey, cursor);
        if (problem is not null) return problem;
        SetNext(context, next);
        return TypedResults.Ok(rows.Select(format));
    }

    /// <summary>Returns the cursor of the next page, as the last call of <see cref="SetNext"/> gave it.</summary>
    public static string? GetNext(HttpContext context) => context.Items[typeof(ListPage)] as string;

    /// <summary>Adds the Link header of the next page; null adds none.</summary>
    public static void SetNext(HttpContext context, string? next)
    {
        context.Items[typeof(ListPage)] = next;
        if (next is null) return;
        var request = context.Request;
        var query = request.Query.Where(parameter => parameter.Key != "cursor")
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value))
            .Append(KeyValuePair.Create("cursor", (string?)next));
        var address = QueryHelpers.AddQueryString($"{request.PathBase}{request.Path}", query);
        context.Response.Headers.Link = $"<{address}>; rel=\"next\"";
    }

    /// <summary>Returns the part of a sort key that puts later times first.</summary>
    public static string Descending(DateTimeOffset time) => $"{long.MaxValue - time.UtcTicks:D19}";
}
