namespace IpMonitor.Grains.Live;

/// <summary>What a topic is about.</summary>
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
    /// <summary>screen/{id}: how one screen is to look.</summary>
    Screen,
    /// <summary>screens: all of them, for the control room.</summary>
    Screens,
}

/// <summary>Something that can be watched, by the name it has on the wire.</summary>
/// <param name="Name">As subscribed to.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The metric, city, campaign or screen; empty for those that are one of a kind.</param>
/// <param name="Period">The period as text; empty where there is none.</param>
public sealed record Topic(string Name, TopicKind Kind, string Subject, string Period)
{
    /// <summary>Reads a topic's name; whether its metric, city, period or campaign exist is for its source to say.</summary>
    public static Topic? Parse(string name) => name.Length > 200 ? null : name.Split('/') switch
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
