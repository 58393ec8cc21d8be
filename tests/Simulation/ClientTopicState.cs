using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Live;

namespace IpMonitor.Simulation;

/// <summary>
/// The state of a topic on a page, reduced as the page does it (dashboard/client/src/shared/realtime/topicState.ts).
/// </summary>
internal sealed record ClientTopicState(string Epoch, long Seq, long Position, bool IsLive, JsonObject Data)
{
    /// <summary>Applies a snapshot; one that is older than the state is ignored.</summary>
    public static ClientTopicState Apply(ClientTopicState? state, SnapshotMessage message) =>
        state is not null && state.Epoch == message.Epoch && message.Seq < state.Seq ? state
            : new(message.Epoch, message.Seq, message.Position, message.Live, JsonObject.Create(message.Data)!);

    /// <summary>Applies an update; after a gap or in another epoch the page must subscribe again.</summary>
    public static (ClientTopicState? State, bool Resubscribe) Apply(ClientTopicState? state, UpdateMessage message)
    {
        if (state is null || state.Epoch != message.Epoch) return (state, true);
        if (message.Seq <= state.Seq) return (state, false);
        if (message.Seq != state.Seq + 1) return (state, true);
        return (new(message.Epoch, message.Seq, message.Position, true, Merge(state.Data, message.Changes)), false);
    }

    /// <summary>The data without its position, and with those lists sorted whose order the page decides.</summary>
    public static JsonObject Normalize(JsonObject data)
    {
        var ordered = (JsonObject)data.DeepClone();
        foreach (var (name, list) in data)
            if (name is "metrics" or "totals" && list is JsonArray rows)
                ordered[name] = Sorted(rows, row => KeyOf(name, row));
        ordered.Remove("position");
        return ordered;
    }

    private static JsonObject Merge(JsonObject data, JsonObject changes)
    {
        var next = (JsonObject)data.DeepClone();
        var removed = changes["removed"] as JsonObject;
        foreach (var (name, change) in changes)
        {
            if (name == "removed" || IsList(name)) continue;
            next.Remove(name);
            if (change is not null) next[name] = change.DeepClone();
        }
        foreach (var name in data.Concat(changes).Select(property => property.Key).Where(IsList).Distinct().ToList())
        {
            if (changes[name] is null && removed?[name] is null) continue;
            var removedKeys =
                removed?[name] is JsonArray keys ? keys.Select(key => key!.GetValue<string>()).ToHashSet() : [];
            next[name] = MergeRows(name, data[name] as JsonArray ?? [], changes[name] as JsonArray ?? [], removedKeys);
        }
        return next;
    }

    private static JsonArray MergeRows(string name, JsonArray before, JsonArray rows, HashSet<string> removed)
    {
        var changed = rows.ToDictionary(row => KeyOf(name, row!), row => row!);
        var kept = new List<JsonNode>();
        foreach (var row in before.Where(row => !removed.Contains(KeyOf(name, row!))))
            kept.Add(changed.Remove(KeyOf(name, row!), out var another) ? another : row!);
        var added = rows.Where(row => changed.ContainsKey(KeyOf(name, row!))).Select(row => row!).ToList();
        IEnumerable<JsonNode> merged = name switch
        {
            "rows" => kept.Concat(added)
                .OrderBy(row => row["rank"]!.GetValue<int>()).ThenBy(row => KeyOf(name, row), StringComparer.Ordinal),
            "byCity" => kept.Concat(added).OrderBy(row => KeyOf(name, row), StringComparer.Ordinal),
            "latest" or "events" => added.Concat(kept).OrderByDescending(row => row["position"]!.GetValue<long>()),
            _ => kept.Concat(added),
        };
        return [.. merged.Select(row => row.DeepClone())];
    }

    private static JsonArray Sorted(JsonArray rows, Func<JsonNode, string> key) =>
        [.. rows.OrderBy(row => key(row!), StringComparer.Ordinal).Select(row => row!.DeepClone())];

    private static bool IsList(string name) =>
        name is "rows" or "metrics" or "totals" or "byCity" or "latest" or "events";

    private static string KeyOf(string name, JsonNode row) => name switch
    {
        "rows" or "byCity" => row["city"]!.GetValue<string>(),
        "metrics" or "totals" => row["metric"]!.GetValue<string>(),
        _ => $"{row["source"]}\n{row["id"]}",
    };
}
