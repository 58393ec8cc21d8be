using System.Collections.Immutable;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The texts around a chart.</summary>
/// <param name="Title">The title.</param>
/// <param name="Subtitle">Period, unit and order.</param>
/// <param name="Notes">
/// The foot: cities without reports, time of the data (数据截至) with its position, definition (统计口径) and source.
/// </param>
/// <param name="Empty">The text that stands in place of the chart if there is nothing to draw; otherwise null.</param>
/// <param name="Badge">A mark beside the title, such as 演示数据; null if none.</param>
internal sealed record ChartFrame(
    string Title, string Subtitle, ImmutableArray<string> Notes, string? Empty, string? Badge);
