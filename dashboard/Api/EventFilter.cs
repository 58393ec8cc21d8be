namespace IpMonitor.Dashboard.Api;

/// <summary>Query parameters that select events; null selects all.</summary>
// Properties: the request delegate generator cannot bind a constructor with nullable parameters.
internal sealed record EventFilter
{
    /// <summary>Code of a city.</summary>
    public string? City { get; init; }

    /// <summary>Code of a reporting unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Code of a metric; a derived one selects the events of its inputs.</summary>
    public string? Metric { get; init; }

    /// <summary>A period.</summary>
    public string? Period { get; init; }

    /// <summary>Id of a campaign.</summary>
    public string? Campaign { get; init; }

    /// <summary>Id of an import.</summary>
    public string? Batch { get; init; }

    /// <summary>Position, date or time; null for the current state.</summary>
    public string? AsOf { get; init; }
}
