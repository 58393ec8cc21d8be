namespace IpMonitor.Dashboard.Security;

/// <summary>Groups of pages, with their data, that can be shown without an account.</summary>
internal enum PageGroup
{
    /// <summary>Ranking, province totals and the feed of latest events.</summary>
    Figures,
    /// <summary>Pages of the cities.</summary>
    Cities,
    /// <summary>Pages of the campaigns.</summary>
    Campaigns,
    /// <summary>Screens, by their ids.</summary>
    Screens,
    /// <summary>Single events behind a figure.</summary>
    Events,
}
