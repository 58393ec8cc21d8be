namespace IpMonitor.Grains.Live;

/// <summary>The kind of a topic, with the form of its name.</summary>
public enum TopicKind
{
    /// <summary>ranking/{metric}/{period}</summary>
    Ranking,
    /// <summary>city/{code}/{period}</summary>
    City,
    /// <summary>province/{period}</summary>
    Province,
    /// <summary>campaign/{id}</summary>
    Campaign,
    /// <summary>feed</summary>
    Feed,
    /// <summary>screen/{id}: the settings of a screen</summary>
    Screen,
    /// <summary>screens: all screens, for the control room</summary>
    Screens,
}

/// <summary>A topic that clients can subscribe to.</summary>
/// <param name="Name">The name on the wire.</param>
/// <param name="Kind">The kind of topic.</param>
/// <param name="Subject">The metric, city, campaign or screen; empty for other kinds.</param>
/// <param name="Period">The period as text; empty for kinds without one.</param>
public sealed record Topic(string Name, TopicKind Kind, string Subject, string Period)
{
    private const int MaxNameLength = 200;

    /// <summary>Returns true if topics of figures may start with a text, such as <c>city/370300/</c>.</summary>
    public static bool IsPrefix(string text) => text.Length <= MaxNameLength
        && text.Split('/') is ["feed"] or ["ranking" or "city" or "province" or "campaign", _, ..];

    /// <summary>
    /// Parses a topic name; null if it has no known form. Does not check that the subject and period exist.
    /// </summary>
    public static Topic? Parse(string name) => name.Length > MaxNameLength ? null : name.Split('/') switch
    {
        ["ranking", var metric, var period] => new(name, TopicKind.Ranking, metric, period),
        ["city", var code, var period] => new(name, TopicKind.City, code, period),
        ["province", var period] => new(name, TopicKind.Province, "", period),
        ["campaign", var id] => new(name, TopicKind.Campaign, id, ""),
        ["feed"] => new(name, TopicKind.Feed, "", ""),
        ["screen", var id] => new(name, TopicKind.Screen, id, ""),
        ["screens"] => new(name, TopicKind.Screens, "", ""),
        _ => null,
    };
}
