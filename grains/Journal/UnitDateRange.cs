using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Journal;

/// <summary>Days of one unit (null: the whole city), both ends included.</summary>
public sealed record UnitDateRange(string? Unit, DateOnly From, DateOnly To)
{
    /// <summary>Returns true if an event belongs to the unit and is dated in the range.</summary>
    public bool Contains(Event e) => Unit == e.Unit && From <= e.Date && e.Date <= To;
}
