namespace IpMonitor.Dashboard.Security.Authorization;

/// <summary>Names of the authorization policies.</summary>
internal static class Policies
{
    /// <summary>Report events with an API key.</summary>
    public const string MayReportEvents = "post";
    /// <summary>Submit rows and corrections, of the caller's own city or of any.</summary>
    public const string MaySubmit = "submit";
    /// <summary>Review submissions.</summary>
    public const string MayReview = "review";
    /// <summary>Read submissions.</summary>
    public const string MayViewSubmissions = "follow";
    /// <summary>Pair and control screens.</summary>
    public const string MayControlScreens = "control";
    /// <summary>Put new versions of reference data in force.</summary>
    public const string MayEditReference = "arrange";
    /// <summary>Read reference data and its versions.</summary>
    public const string MayReadReference = "reference";
    /// <summary>Manage accounts and API keys.</summary>
    public const string MayManageAccounts = "administer";
    /// <summary>Read the audit log.</summary>
    public const string MayReadAuditLog = "audit";
    /// <summary>Be signed in with an account of any role.</summary>
    public const string IsSignedIn = "signed-in";
    /// <summary>Read the lists of metrics, places and campaigns, and connect to the hub.</summary>
    public const string MayReadLists = "lists";

    /// <summary>Returns the name of the policy to view a page group.</summary>
    public static string MayView(PageGroup pages) => $"view-{pages}";
}
