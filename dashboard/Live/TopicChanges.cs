using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// What differs between two states of a topic: of a list of rows only those that are new or changed, whole, and the keys of
/// those that are gone under <c>removed</c>; any other property whole. A property that is gone is null.
/// </summary>
internal static class TopicChanges
{
    /// <summary>The changes as they are written; only what changed is made into JSON.</summary>
    public static JsonObject Compute(TopicData before, TopicData after)
    {
        var (changes, removed) = (new JsonObject(), new JsonObject());
        foreach (var property in JsonDefaults.Options.GetTypeInfo(after.GetType()).Properties)
        {
            var (was, now) = (property.Get!(before), property.Get(after));
            if (Equals(was, now)) continue;
            if (was is IEnumerable<object> oldRows && now is IEnumerable<object> rows && rows.Concat(oldRows).All(row => GetKey(row) is not null))
            {
                var old = oldRows.ToDictionary(row => GetKey(row)!);
                var changed = rows.Where(row => !(old.Remove(GetKey(row)!, out var same) && AreEqual(same, row))).Select(ToNode).ToArray();
                if (changed.Length > 0 || old.Count > 0) changes[property.Name] = new JsonArray(changed);
                if (old.Count > 0) removed[property.Name] = new JsonArray([.. old.Keys.Select(key => JsonValue.Create(key))]);
            }
            else if (!AreEqual(was, now)) changes[property.Name] = ToNode(now);
        }
        if (removed.Count > 0) changes["removed"] = removed;
        return changes;
    }

    /// <summary>Returns true if a list of such rows is sent row by row.</summary>
    public static bool HasKey(Type row) =>
        row == typeof(RankingRow) || row == typeof(MetricFigure) || row == typeof(CampaignFigure)
        || row == typeof(CampaignCity) || row == typeof(ControlledScreen) || row == typeof(EventRow);

    // The rows that lists grow and change by. Neither a source nor an id contains a line break, so no two events share a key.
    private static string? GetKey(object row) => row switch
    {
        RankingRow place => place.City,
        MetricFigure figure => figure.Metric,
        CampaignFigure total => total.Metric,
        CampaignCity city => city.City,
        ControlledScreen screen => screen.Id,
        EventRow e => $"{e.Source}\n{e.Id}",
        _ => null,
    };

    // Lists within a row are equal as objects only when they are one; what counts is what is written.
    private static bool AreEqual(object? was, object? now) => Equals(was, now) || JsonNode.DeepEquals(ToNode(was), ToNode(now));

    private static JsonNode? ToNode(object? value) => JsonSerializer.SerializeToNode(value, JsonDefaults.Options);
}
