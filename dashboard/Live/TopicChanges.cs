using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Live;

/// <summary>Computes the difference between two states of a topic.</summary>
/// <remarks>
/// A list of keyed rows contains only new and changed rows, each complete; the member <c>removed</c> has the keys of
/// removed rows for each list. Any other changed property is complete. A property without a value is null.
/// </remarks>
internal static class TopicChanges
{
    /// <summary>Returns the changes as JSON; unchanged data is not serialized.</summary>
    public static JsonObject Compute(TopicData before, TopicData after)
    {
        var (changes, removed) = (new JsonObject(), new JsonObject());
        foreach (var property in JsonDefaults.Options.GetTypeInfo(after.GetType()).Properties)
        {
            var (oldValue, newValue) = (property.Get!(before), property.Get(after));
            if (Equals(oldValue, newValue)) continue;
            if (oldValue is IEnumerable<object> oldRows && newValue is IEnumerable<object> newRows
                && newRows.Concat(oldRows).All(row => GetKey(row) is not null))
            {
                var oldByKey = oldRows.ToDictionary(row => GetKey(row)!);
                var changedRows = newRows
                    .Where(row => !(oldByKey.Remove(GetKey(row)!, out var oldRow) && AreEqual(oldRow, row)))
                    .Select(ToNode)
                    .ToArray();
                if (changedRows.Length > 0 || oldByKey.Count > 0)
                    changes[property.Name] = new JsonArray(changedRows);
                if (oldByKey.Count > 0)
                    removed[property.Name] = new JsonArray([.. oldByKey.Keys.Select(key => JsonValue.Create(key))]);
            }
            else if (!AreEqual(oldValue, newValue)) changes[property.Name] = ToNode(newValue);
        }
        if (removed.Count > 0) changes["removed"] = removed;
        return changes;
    }

    /// <summary>Returns true if a list of such rows is sent row by row.</summary>
    public static bool HasKey(Type row) =>
        row == typeof(RankingRow) || row == typeof(MetricFigure) || row == typeof(CampaignFigure)
        || row == typeof(CampaignCity) || row == typeof(ControlledScreen) || row == typeof(EventRow);

    /// <summary>Returns the key of a row; null if lists of such rows are sent whole.</summary>
    /// <remarks>Neither a source nor an id contains a line break, so no two events share a key.</remarks>
    internal static string? GetKey(object row) => row switch
    {
        RankingRow city => city.City,
        MetricFigure figure => figure.Metric,
        CampaignFigure total => total.Metric,
        CampaignCity city => city.City,
        ControlledScreen screen => screen.Id,
        EventRow e => $"{e.Source}\n{e.Id}",
        _ => null,
    };

    // Lists within a row are compared by reference, so rows that differ are compared as JSON.
    private static bool AreEqual(object? oldValue, object? newValue) =>
        Equals(oldValue, newValue) || JsonNode.DeepEquals(ToNode(oldValue), ToNode(newValue));

    private static JsonNode? ToNode(object? value) => JsonSerializer.SerializeToNode(value, JsonDefaults.Options);
}
