namespace IpMonitor.Dashboard.Security;

/// <summary>Groups of pages, with their data, that can be shown without an account.</summary>
internal enum PageGroup
{
    /// <summary>Ranking and province totals.</summary>
    Figures,
    /// <summary>Pages of the cities.</summary>
    Cities,
    /// <summary>Pages of the campaigns.</summary>
    Campaigns,
    /// <summary>Screens, by their ids.</summary>
    Screens,
    /// <summary>Single events: those behind a figure, the latest of the province and of a campaign.</summary>
    Events,
}
