using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Live;

namespace IpMonitor.Simulation;

/// <summary>What is known of a topic, folded as the page folds it (client/src/live/reduce.ts).</summary>
internal sealed record ShownTopic(string Epoch, long Seq, long Position, bool IsLive, JsonObject Data)
{
    public static ShownTopic Take(ShownTopic? shown, SnapshotMessage message) =>
        shown is not null && shown.Epoch == message.Epoch && message.Seq < shown.Seq ? shown
            : new(message.Epoch, message.Seq, message.Position, message.Live, JsonObject.Create(message.Data)!);

    public static (ShownTopic? Shown, bool Resubscribe) Take(ShownTopic? shown, UpdateMessage message)
    {
        if (shown is null || shown.Epoch != message.Epoch) return (shown, true);
        if (message.Seq <= shown.Seq) return (shown, false);
        if (message.Seq != shown.Seq + 1) return (shown, true);
        return (new(message.Epoch, message.Seq, message.Position, true, Applied(shown.Data, message.Changes)), false);
    }

    /// <summary>The order in which pages show what the server sends in an order of its own is theirs.</summary>
    public static JsonObject InOrder(JsonObject data)
    {
        var ordered = (JsonObject)data.DeepClone();
        foreach (var (name, list) in data)
            if (list is JsonArray rows && name is "metrics" or "totals") ordered[name] = Sorted((JsonArray)list!, row => KeyOf(name, row));
        ordered.Remove("position");
        return ordered;
    }

    private static JsonObject Applied(JsonObject data, JsonObject changes)
    {
        var next = (JsonObject)data.DeepClone();
        var removed = changes["removed"] as JsonObject;
        foreach (var (name, change) in changes)
        {
            if (name == "removed" || IsList(name)) continue;
            next.Remove(name);
            if (change is not null) next[name] = change.DeepClone();
        }
        foreach (var name in data.Select(one => one.Key).Concat(changes.Select(one => one.Key)).Where(IsList).Distinct().ToList())
        {
            if (changes[name] is null && removed?[name] is null) continue;
            var gone = removed?[name] is JsonArray keys ? keys.Select(key => key!.GetValue<string>()).ToHashSet() : [];
            next[name] = Merged(name, data[name] as JsonArray ?? [], changes[name] as JsonArray ?? [], gone);
        }
        return next;
    }

    private static JsonArray Merged(string name, JsonArray before, JsonArray rows, HashSet<string> gone)
    {
        var changed = rows.ToDictionary(row => KeyOf(name, row!), row => row!);
        var kept = new List<JsonNode>();
        foreach (var row in before.Where(row => !gone.Contains(KeyOf(name, row!))))
            kept.Add(changed.Remove(KeyOf(name, row!), out var another) ? another : row!);
        var added = rows.Where(row => changed.ContainsKey(KeyOf(name, row!))).Select(row => row!).ToList();
        IEnumerable<JsonNode> merged = name switch
        {
            "rows" => kept.Concat(added).OrderBy(row => row["rank"]!.GetValue<int>()).ThenBy(row => KeyOf(name, row), StringComparer.Ordinal),
            "byCity" => kept.Concat(added).OrderBy(row => KeyOf(name, row), StringComparer.Ordinal),
            "latest" or "events" => added.Concat(kept).OrderByDescending(row => row["position"]!.GetValue<long>()),
            _ => kept.Concat(added),
        };
        return [.. merged.Select(row => row.DeepClone())];
    }

    private static JsonArray Sorted(JsonArray rows, Func<JsonNode, string> key) => [.. rows.OrderBy(row => key(row!), StringComparer.Ordinal).Select(row => row!.DeepClone())];

    private static bool IsList(string name) => name is "rows" or "metrics" or "totals" or "byCity" or "latest" or "events";

    private static string KeyOf(string name, JsonNode row) => name switch
    {
        "rows" or "byCity" => row["city"]!.GetValue<string>(),
        "metrics" or "totals" => row["metric"]!.GetValue<string>(),
        _ => $"{row["source"]}\n{row["id"]}",
    };
}
