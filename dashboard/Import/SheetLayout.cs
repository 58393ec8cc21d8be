namespace IpMonitor.Dashboard.Import;

/// <summary>Columns and filters of a sheet, which change its visible rows.</summary>
/// <param name="HiddenColumns">Zero-based indexes of hidden columns.</param>
/// <param name="HasFilter">True if the sheet has a filter.</param>
internal sealed record SheetLayout(IReadOnlySet<int> HiddenColumns, bool HasFilter)
{
    /// <summary>A sheet without hidden columns and filters.</summary>
    public static readonly SheetLayout None = new(new HashSet<int>(), HasFilter: false);
}
