using System.Text.Json.Nodes;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// What differs between two states of a topic: of a list of rows only those that are new or changed, whole, and the keys of
/// those that are gone under <c>removed</c>; any other property whole. A property that is gone is null.
/// </summary>
internal static class TopicChanges
{
    // The lists that grow and change row by row; rows of events are known by source and id.
    private static readonly Dictionary<string, Func<JsonNode, string>> Keys = new()
    {
        ["rows"] = row => row["city"]!.GetValue<string>(),
        ["metrics"] = row => row["metric"]!.GetValue<string>(),
        ["totals"] = row => row["metric"]!.GetValue<string>(),
        ["byCity"] = row => row["city"]!.GetValue<string>(),
        ["latest"] = EventKey,
        ["events"] = EventKey,
    };

    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        var removed = new JsonObject();
        foreach (var (name, now) in after)
        {
            var was = before[name];
            if (JsonNode.DeepEquals(was, now)) continue;
            if (was is not JsonArray oldRows || now is not JsonArray rows || !Keys.TryGetValue(name, out var keyOf))
            {
                changes[name] = now?.DeepClone();
                continue;
            }
            var old = oldRows.ToDictionary(row => keyOf(row!), row => row);
            changes[name] = new JsonArray([.. rows.Where(row => !(old.Remove(keyOf(row!), out var same) && JsonNode.DeepEquals(same, row))).Select(row => row!.DeepClone())]);
            if (old.Count > 0) removed[name] = new JsonArray([.. old.Keys.Select(key => JsonValue.Create(key))]);
        }
        foreach (var (name, _) in before)
            if (!after.ContainsKey(name)) changes[name] = null;
        if (removed.Count > 0) changes["removed"] = removed;
        return changes;
    }

    // Neither a source nor an id contains a line break, so no two events share a key.
    private static string EventKey(JsonNode row) => $"{row["source"]!.GetValue<string>()}\n{row["id"]!.GetValue<string>()}";
}
