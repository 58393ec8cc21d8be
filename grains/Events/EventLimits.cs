namespace IpMonitor.Grains.Events;

/// <summary>Maximum lengths of the texts of an event.</summary>
public static class EventLimits
{
    /// <summary>Characters of an id.</summary>
    public const int Id = 128;
    /// <summary>Characters of a source.</summary>
    public const int Source = 64;
    /// <summary>Characters of the code of a city.</summary>
    public const int City = 16;
    /// <summary>Characters of the code of a unit.</summary>
    public const int Unit = 32;
    /// <summary>Characters of the code of a metric.</summary>
    public const int Metric = 64;
    /// <summary>Characters of the id of a campaign.</summary>
    public const int Campaign = 64;
    /// <summary>Characters of a reference to a case.</summary>
    public const int Ref = 200;
    /// <summary>Characters of a note.</summary>
    public const int Note = 1000;
    /// <summary>Characters of a word such as the basis, qualifier or operation.</summary>
    public const int Word = 16;
}
